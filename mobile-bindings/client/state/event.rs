//! One entry of the log, merged.

use pronto_protocol::event::{Change, EventView};

use super::State;

impl State {
    /// Merges an event and moves the cursor past it.
    pub(crate) fn apply(&mut self, event: &EventView) {
        self.merge_change(&event.change, event.seq);
        self.advance(&event.seq.to_string());
    }

    fn merge_change(&mut self, change: &Change, seq: u64) {
        match change {
            Change::ChatStarted(chat)
            | Change::ChatUpdated(chat)
            | Change::ChatClosed(chat)
            | Change::ChatReopened(chat)
            | Change::ChatTransferred { chat, .. }
            | Change::ChatRated(chat)
            | Change::ParticipantJoined { chat, .. }
            | Change::ParticipantLeft { chat, .. } => self.merge_chat(chat),
            Change::ChatErased { chat_id, .. } => self.drop_chat(*chat_id, seq),
            Change::MessageSent(message) | Change::MessageEdited(message) | Change::MessageDeleted(message) => {
                self.merge_message(message);
            }
            Change::WhisperSent(whisper) | Change::WhisperEdited(whisper) | Change::WhisperDeleted(whisper) => {
                self.merge_whisper(whisper);
            }
            Change::NoteAdded(note) | Change::NoteEdited(note) => self.merge_note(note),
            Change::NoteDeleted { chat_id, note_id } => self.forget_note(*chat_id, *note_id, seq),
            Change::ReadMoved { chat_id, agent_id, position, number } => {
                self.move_read(*chat_id, *agent_id, *position);
                self.move_agents_read(*chat_id, *number);
            }
            Change::VisitorReadMoved { chat_id, number } => self.move_visitor_read(*chat_id, *number),
            Change::AgentsReceivedMoved { chat_id, number } => self.move_agents_received(*chat_id, *number),
            Change::VisitorReceivedMoved { chat_id, number } => self.move_visitor_received(*chat_id, *number),
            Change::OfferMade(offer) | Change::OfferEnded(offer) => self.merge_offer(offer),
            Change::ChatAssigned(assigned) => {
                self.merge_offer(&assigned.offer);
                self.merge_chat(&assigned.chat);
            }
            Change::DirectConversationUpdated(conversation) => self.merge_conversation(conversation),
            Change::DirectMessageSent(message)
            | Change::DirectMessageEdited(message)
            | Change::DirectMessageDeleted(message) => self.merge_direct_message(message),
            Change::DirectReadMoved { conversation_id, agent_id, position } => {
                self.move_direct_read(*conversation_id, *agent_id, *position);
            }
            Change::AgentAdded(agent) | Change::AgentUpdated(agent) | Change::AgentProfileUpdated(agent) => {
                if self.merge_agent(agent) {
                    self.mark_stale();
                }
            }
            Change::AvailabilityChanged { agent_id, availability, .. } => {
                self.set_availability(*agent_id, *availability, seq);
            }
            Change::QueueUpdated(queue) => self.merge_queue(queue),
            Change::QueueMemberAdded { queue_id, agent_id } if *agent_id == self.agent_id => {
                // What waited there before was never told; it has to be fetched.
                if self.queue_ids.insert(*queue_id) {
                    self.mark_stale();
                }
            }
            Change::QueueMemberRemoved { queue_id, agent_id } if *agent_id == self.agent_id => {
                self.queue_ids.remove(queue_id);
                self.touched.whole = true;
                self.drop_foreign_chats();
            }
            Change::OrganizationUpdated(organization) => {
                self.organization = Some(organization.clone());
                self.touched.whole = true;
            }
            Change::QueueMemberAdded { .. }
            | Change::QueueMemberRemoved { .. }
            | Change::SessionEnded { .. }
            | Change::MentionMade(_)
            | Change::RegisterChanged { .. }
            | Change::ApproachUpdated(_)
            | Change::WebhookDisabled(_)
            // Lists of them are read from the server.
            | Change::OfflineMessageReceived(_)
            | Change::OfflineMessageUpdated(_)
            | Change::Unknown(_) => {}
            // Contacts and tickets are fetched when they are looked at.
            Change::ContactAdded(_)
            | Change::ContactUpdated(_)
            | Change::ContactRemoved { .. }
            | Change::ContactsMerged(_)
            | Change::ContactsUnmerged(_)
            | Change::ContactNoteAdded(_)
            | Change::ContactNoteEdited(_)
            | Change::ContactNoteDeleted { .. }
            | Change::BlockAdded { .. }
            | Change::BlockLifted(_)
            | Change::TicketOpened(_)
            | Change::TicketUpdated(_)
            | Change::TicketCommentAdded(_) => {}
        }
    }
}
