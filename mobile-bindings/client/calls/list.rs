//! Everything else that agents, supervisors and admins do through the API, one line each: the words of openapi.yaml. What is sent
//! and given is the API's own JSON, so that an app can show what this core does not know yet. A test compares this list with
//! openapi.yaml, so that nothing can be done on the web that an app cannot do.

/// Gives the list to another macro.
macro_rules! calls {
    ($with:ident) => {
        $with! {
            // admin
            /// Ends all sessions of an agent.
            delete end_all_sessions_of_agent "v1/admin/agents/{agent_id}/sessions" (agent_id) plain;
            /// Lists everybody's devices. Query: `agent_id`, `limit`, `cursor`. Gives `Page_DeviceView`.
            get list_all_devices "v1/admin/devices" () query;
            /// Lists everybody's sessions. Query: `agent_id`, `limit`, `cursor`. Gives `Page_SessionView`.
            get list_all_sessions "v1/admin/sessions" () query;
            /// Ends anybody's session.
            delete end_any_session "v1/admin/sessions/{session_id}" (session_id) plain;
            /// Lists the audit trail. Query: `actor_id`, `action`, `target_id`, `from`, `until`, `limit`, `cursor`. Gives
            /// `Page_AuditEntryView`.
            get list_audit_entries "v1/audit" () query;
            /// Proves the audit trail. Gives `AuditVerificationView`.
            get verify_audit "v1/audit/verify" () plain;
            /// Erases a person. Takes `PersonSelector`. Gives `ErasureView`.
            post erase_person "v1/people/erase" () body;
            /// Exports a person. Takes `PersonSelector`. Gives `PersonExportView`.
            post export_person "v1/people/export" () body;
            // agents
            /// Registers an agent. Takes `AddAgentRequest`. Gives `AgentView`.
            post add_agent "v1/agents" () body;
            /// Shows an agent. Gives `AgentView`.
            get show_agent "v1/agents/{agent_id}" (agent_id) plain;
            /// Changes an agent. Takes `UpdateAgentRequest`. Gives `AgentView`.
            patch update_agent "v1/agents/{agent_id}" (agent_id) body;
            /// Shows the agent's preferences. Gives `AgentPreferences`.
            get show_preferences "v1/me/preferences" () plain;
            /// Replaces the agent's preferences. Takes `AgentPreferences`. Gives `AgentPreferences`.
            put replace_preferences "v1/me/preferences" () body;
            /// Shows the organization. Gives `OrganizationView`.
            get show_organization "v1/organization" () plain;
            /// Changes the organization. Takes `UpdateOrganizationRequest`. Gives `OrganizationView`.
            patch update_organization "v1/organization" () body;
            /// Lists profiles. Query: `limit`, `cursor`. Gives `Page_ProfileView`.
            get list_profiles "v1/profiles" () query;
            /// Adds a profile. Takes `ProfileRequest`. Gives `ProfileView`.
            post add_profile "v1/profiles" () body;
            /// Replaces a profile. Takes `ProfileRequest`. Gives `ProfileView`.
            put replace_profile "v1/profiles/{profile_id}" (profile_id) body;
            /// Removes a profile.
            delete remove_profile "v1/profiles/{profile_id}" (profile_id) plain;
            // integrations
            /// Lists API keys. Query: `limit`, `cursor`. Gives `Page_ApiKeyView`.
            get list_api_keys "v1/api_keys" () query;
            /// Makes an API key. Takes `AddApiKeyRequest`. Gives `AddedApiKeyView`.
            post add_api_key "v1/api_keys" () body;
            /// Revokes an API key.
            delete revoke_api_key "v1/api_keys/{api_key_id}" (api_key_id) plain;
            /// Lists identity keys. Query: `limit`, `cursor`. Gives `Page_IdentityKeyView`.
            get list_identity_keys "v1/identity_keys" () query;
            /// Adds an identity key. Takes `AddIdentityKeyRequest`. Gives `AddedIdentityKeyView`.
            post add_identity_key "v1/identity_keys" () body;
            /// Removes an identity key.
            delete remove_identity_key "v1/identity_keys/{identity_key_id}" (identity_key_id) plain;
            /// Lists webhooks. Query: `limit`, `cursor`. Gives `Page_WebhookView`.
            get list_webhooks "v1/webhooks" () query;
            /// Registers a webhook. Takes `AddWebhookRequest`. Gives `WebhookSecretView`.
            post add_webhook "v1/webhooks" () body;
            /// Removes a webhook.
            delete remove_webhook "v1/webhooks/{webhook_id}" (webhook_id) plain;
            /// Changes a webhook. Takes `UpdateWebhookRequest`. Gives `WebhookView`.
            patch update_webhook "v1/webhooks/{webhook_id}" (webhook_id) body;
            /// Lists a webhook's deliveries. Query: `state`, `limit`, `cursor`. Gives `Page_WebhookDeliveryView`.
            get list_webhook_deliveries "v1/webhooks/{webhook_id}/deliveries" (webhook_id) query;
            /// Posts a delivery again. Gives `WebhookDeliveryView`.
            post replay_webhook_delivery "v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay" (webhook_id, delivery_id) plain;
            /// Rotates a webhook's secret. Gives `WebhookSecretView`.
            post rotate_webhook_secret "v1/webhooks/{webhook_id}/secret" (webhook_id) plain;
            /// Posts a test event. Gives `WebhookDeliveryView`.
            post test_webhook "v1/webhooks/{webhook_id}/test" (webhook_id) plain;
            // knowledge
            /// Lists and searches articles. Query: `search`, `tag`, `state`, `limit`, `cursor`. Gives
            /// `Page_ArticleItemView`.
            get list_articles "v1/articles" () query;
            /// Writes an article. Takes `AddArticleRequest`. Gives `ArticleView`.
            post add_article "v1/articles" () body;
            /// Shows an article. Gives `ArticleView`.
            get show_article "v1/articles/{article_id}" (article_id) plain;
            /// Deletes an article.
            delete remove_article "v1/articles/{article_id}" (article_id) plain;
            /// Changes an article. Takes `UpdateArticleRequest`. Gives `ArticleView`.
            patch update_article "v1/articles/{article_id}" (article_id) body;
            /// Lists canned responses. Query: `shortcut`, `search`, `chat_id`, `limit`, `cursor`. Gives
            /// `Page_CannedResponseView`.
            get list_canned_responses "v1/canned_responses" () query;
            /// Adds a canned response. Takes `AddCannedResponseRequest`. Gives `CannedResponseView`.
            post add_canned_response "v1/canned_responses" () body;
            /// Shows a canned response. Query: `chat_id`. Gives `CannedResponseView`.
            get show_canned_response "v1/canned_responses/{canned_response_id}" (canned_response_id) query;
            /// Removes a canned response.
            delete remove_canned_response "v1/canned_responses/{canned_response_id}" (canned_response_id) plain;
            /// Changes a canned response. Takes `UpdateCannedResponseRequest`. Gives `CannedResponseView`.
            patch update_canned_response "v1/canned_responses/{canned_response_id}" (canned_response_id) body;
            /// Lists the panels beside a chat. Query: `limit`, `cursor`. Gives `Page_ChatPanelView`.
            get list_chat_panels "v1/chats/{chat_id}/panels" (chat_id) query;
            /// Lists panels. Query: `limit`, `cursor`. Gives `Page_PanelView`.
            get list_panels "v1/panels" () query;
            /// Adds a panel. Takes `PanelRequest`. Gives `PanelSecretView`.
            post add_panel "v1/panels" () body;
            /// Replaces a panel. Takes `PanelRequest`. Gives `PanelView`.
            put replace_panel "v1/panels/{panel_id}" (panel_id) body;
            /// Removes a panel.
            delete remove_panel "v1/panels/{panel_id}" (panel_id) plain;
            /// Makes a panel a new secret. Gives `PanelSecretView`.
            post renew_panel_secret "v1/panels/{panel_id}/secret" (panel_id) plain;
            // blocks
            /// Lists blocks. Query: `standing`, `limit`, `cursor`. Gives `Page_BlockView`.
            get list_blocks "v1/blocks" () query;
            /// Blocks an address or network, a visitor, or a contact. Takes `AddBlockRequest`. Gives `BlockView`.
            post add_block "v1/blocks" () body;
            /// Lifts a block.
            delete lift_block "v1/blocks/{block_id}" (block_id) plain;
            // chats
            /// Lists chats. Query: `filter`, `queue_id`, `tag_id`, `priority`, `label_id`, `snoozed`, `limit`, `cursor`.
            /// Gives `Page_ChatListItemView`.
            get list_chats "v1/chats" () query;
            /// Shows a chat. Gives `ChatListItemView`.
            get show_chat "v1/chats/{chat_id}" (chat_id) plain;
            /// Shows a chat's details. Gives `ChatDetailsView`.
            get show_chat_details "v1/chats/{chat_id}/details" (chat_id) plain;
            /// Fills in a chat's service form. Takes `FillFormRequest`. Gives `ChatView`.
            patch fill_form "v1/chats/{chat_id}/form" (chat_id) body;
            /// Joins a chat. Gives `ChatView`.
            post join_chat "v1/chats/{chat_id}/join" (chat_id) plain;
            /// Gives a chat another status label. Takes `SetLabelRequest`. Gives `ChatView`.
            put set_label "v1/chats/{chat_id}/label" (chat_id) body;
            /// Leaves a chat. Gives `ChatView`.
            post leave_chat "v1/chats/{chat_id}/leave" (chat_id) plain;
            /// Gives a chat a priority. Takes `SetPriorityRequest`. Gives `ChatView`.
            put set_priority "v1/chats/{chat_id}/priority" (chat_id) body;
            /// Says that one's app has received messages. Takes `MarkReadRequest`.
            put mark_received "v1/chats/{chat_id}/received" (chat_id) body;
            /// Opens a closed chat again. Gives `ChatView`.
            post reopen_chat "v1/chats/{chat_id}/reopen" (chat_id) plain;
            /// Tells how a chat was routed. Query: `limit`, `cursor`. Gives `Page_RoutingStepView`.
            get list_routing_steps "v1/chats/{chat_id}/routing" (chat_id) query;
            /// Sets a chat aside. Takes `SnoozeRequest`. Gives `ChatView`.
            put snooze_chat "v1/chats/{chat_id}/snooze" (chat_id) body;
            /// Takes a chat back that one has set aside. Gives `ChatView`.
            delete unsnooze_chat "v1/chats/{chat_id}/snooze" (chat_id) plain;
            /// Gives a chat its tags. Takes `SetTagsRequest`. Gives `ChatView`.
            put set_tags "v1/chats/{chat_id}/tags" (chat_id) body;
            /// Takes a chat over. Gives `ChatView`.
            post take_over_chat "v1/chats/{chat_id}/take_over" (chat_id) plain;
            /// Prints a chat.
            get print_transcript "v1/chats/{chat_id}/transcript.pdf" (chat_id) file;
            /// Transfers a chat. Takes `TransferChatRequest`. Gives `ChatView`.
            post transfer_chat "v1/chats/{chat_id}/transfer" (chat_id) body;
            /// Lists whom a chat can be transferred to. Query: `limit`, `cursor`. Gives `Page_TransferTargetView`.
            get list_transfer_targets "v1/chats/{chat_id}/transfer_targets" (chat_id) query;
            /// Lists offline messages. Query: `state`, `queue_id`, `mine`, `limit`, `cursor`. Gives
            /// `Page_OfflineMessageView`.
            get list_offline_messages "v1/offline_messages" () query;
            /// Shows an offline message. Gives `OfflineMessageView`.
            get show_offline_message "v1/offline_messages/{offline_message_id}" (offline_message_id) plain;
            /// Gives an offline message to an agent. Takes `AssignOfflineMessageRequest`. Gives `OfflineMessageView`.
            put assign_offline_message "v1/offline_messages/{offline_message_id}/assignee" (offline_message_id) body;
            /// Marks an offline message as handled. Takes `HandleOfflineMessageRequest`. Gives `OfflineMessageView`.
            post handle_offline_message "v1/offline_messages/{offline_message_id}/handle" (offline_message_id) body;
            // messages
            /// Links to an attachment. Gives `AttachmentLinksView`.
            get link_attachment "v1/chats/{chat_id}/attachments/{attachment_id}" (chat_id, attachment_id) plain;
            /// Deletes one's own message.
            delete delete_message "v1/chats/{chat_id}/messages/{message_id}" (chat_id, message_id) plain;
            /// Edits one's own message. Takes `EditTextRequest`. Gives `MessageView`.
            patch edit_message "v1/chats/{chat_id}/messages/{message_id}" (chat_id, message_id) body;
            /// Lists the notes of a chat. Query: `limit`, `cursor`. Gives `Page_NoteView`.
            get list_notes "v1/chats/{chat_id}/notes" (chat_id) query;
            /// Writes a note on a chat. Takes `AddNoteRequest`. Gives `NoteView`.
            post add_note "v1/chats/{chat_id}/notes" (chat_id) body;
            /// Deletes a note.
            delete delete_note "v1/chats/{chat_id}/notes/{note_id}" (chat_id, note_id) plain;
            /// Edits a note. Takes `EditTextRequest`. Gives `NoteView`.
            patch edit_note "v1/chats/{chat_id}/notes/{note_id}" (chat_id, note_id) body;
            /// Deletes one's own whisper.
            delete delete_whisper "v1/chats/{chat_id}/whispers/{whisper_id}" (chat_id, whisper_id) plain;
            /// Edits one's own whisper. Takes `EditTextRequest`. Gives `WhisperView`.
            patch edit_whisper "v1/chats/{chat_id}/whispers/{whisper_id}" (chat_id, whisper_id) body;
            /// Lists whispers that mention one. Query: `limit`, `cursor`. Gives `Page_MentionView`.
            get list_mentions "v1/mentions" () query;
            // contacts
            /// Lists whom a chat may belong to. Gives `CandidatesView`.
            get list_candidates "v1/chats/{chat_id}/candidates" (chat_id) plain;
            /// Says whose chat it is. Takes `SetChatContactRequest`. Gives `ChatView`.
            put set_chat_contact "v1/chats/{chat_id}/contact" (chat_id) body;
            /// Says that nobody knows whose chat it is. Gives `ChatView`.
            delete clear_chat_contact "v1/chats/{chat_id}/contact" (chat_id) plain;
            /// Lists contacts. Query: `name`, `identity`, `limit`, `cursor`. Gives `Page_ContactView`.
            get list_contacts "v1/contacts" () query;
            /// Adds a contact. Takes `AddContactRequest`. Gives `ContactView`.
            post add_contact "v1/contacts" () body;
            /// Shows a contact. Gives `ContactView`.
            get show_contact "v1/contacts/{contact_id}" (contact_id) plain;
            /// Removes a contact.
            delete remove_contact "v1/contacts/{contact_id}" (contact_id) plain;
            /// Changes a contact. Takes `UpdateContactRequest`. Gives `ContactView`.
            patch update_contact "v1/contacts/{contact_id}" (contact_id) body;
            /// Gives a contact an identity. Takes `AddIdentityRequest`. Gives `ContactView`.
            post add_identity "v1/contacts/{contact_id}/identities" (contact_id) body;
            /// Takes an identity away from a contact. Gives `ContactView`.
            delete remove_identity "v1/contacts/{contact_id}/identities/{identity_id}" (contact_id, identity_id) plain;
            /// Splits an identity off to a new contact. Takes `SplitIdentityRequest`. Gives `ContactView`.
            post split_identity "v1/contacts/{contact_id}/identities/{identity_id}/split" (contact_id, identity_id) body;
            /// Lists a contact's journey. Query: `limit`, `cursor`. Gives `Page_JourneyEntryView`.
            get list_journey "v1/contacts/{contact_id}/journey" (contact_id) query;
            /// Lists the merges into a contact. Query: `limit`, `cursor`. Gives `Page_ContactMergeView`.
            get list_contact_merges "v1/contacts/{contact_id}/merges" (contact_id) query;
            /// Merges another contact into this one. Takes `MergeContactRequest`. Gives `ContactMergeView`.
            post merge_contact "v1/contacts/{contact_id}/merges" (contact_id) body;
            /// Undoes a merge. Gives `ContactMergeView`.
            post undo_contact_merge "v1/contacts/{contact_id}/merges/{merge_id}/undo" (contact_id, merge_id) plain;
            /// Lists the notes about a contact. Query: `limit`, `cursor`. Gives `Page_ContactNoteView`.
            get list_contact_notes "v1/contacts/{contact_id}/notes" (contact_id) query;
            /// Writes a note about a contact. Takes `AddNoteRequest`. Gives `ContactNoteView`.
            post add_contact_note "v1/contacts/{contact_id}/notes" (contact_id) body;
            /// Deletes a note about a contact.
            delete delete_contact_note "v1/contacts/{contact_id}/notes/{note_id}" (contact_id, note_id) plain;
            /// Edits a note about a contact. Takes `EditTextRequest`. Gives `ContactNoteView`.
            patch edit_contact_note "v1/contacts/{contact_id}/notes/{note_id}" (contact_id, note_id) body;
            // mail
            /// Mails a chat's transcript to its visitor.
            post mail_transcript "v1/chats/{chat_id}/transcript_mails" (chat_id) plain;
            /// Lists mail accounts. Query: `limit`, `cursor`. Gives `Page_MailAccountView`.
            get list_mail_accounts "v1/mail_accounts" () query;
            /// Adds a mail account. Takes `MailAccountRequest`. Gives `MailAccountView`.
            post add_mail_account "v1/mail_accounts" () body;
            /// Replaces a mail account. Takes `MailAccountRequest`. Gives `MailAccountView`.
            put replace_mail_account "v1/mail_accounts/{mail_account_id}" (mail_account_id) body;
            /// Removes a mail account.
            delete remove_mail_account "v1/mail_accounts/{mail_account_id}" (mail_account_id) plain;
            /// Sends a test mail. Takes `TestMailRequest`. Gives `TestMailView`.
            post test_mail_account "v1/mail_accounts/{mail_account_id}/test" (mail_account_id) body;
            /// Lists mails. Query: `chat_id`, `state`, `limit`, `cursor`. Gives `Page_MailView`.
            get list_mails "v1/mails" () query;
            // whatsapp
            /// Lists the templates that can be sent into a chat. Gives a list of `WhatsappTemplateView`.
            get list_whatsapp_templates "v1/chats/{chat_id}/whatsapp_templates" (chat_id) plain;
            /// Sends a template into a chat. Takes `SendWhatsappTemplateRequest`. Gives `MessageView`.
            post send_whatsapp_template "v1/chats/{chat_id}/whatsapp_templates" (chat_id) body;
            /// Lists WhatsApp numbers. Query: `limit`, `cursor`. Gives `Page_WhatsappAccountView`.
            get list_whatsapp_accounts "v1/whatsapp_accounts" () query;
            /// Registers a WhatsApp number. Takes `WhatsappAccountRequest`. Gives `WhatsappAccountView`.
            post add_whatsapp_account "v1/whatsapp_accounts" () body;
            /// Replaces a WhatsApp number. Takes `WhatsappAccountRequest`. Gives `WhatsappAccountView`.
            put replace_whatsapp_account "v1/whatsapp_accounts/{whatsapp_account_id}" (whatsapp_account_id) body;
            /// Removes a WhatsApp number.
            delete remove_whatsapp_account "v1/whatsapp_accounts/{whatsapp_account_id}" (whatsapp_account_id) plain;
            /// Asks the provider about a WhatsApp number. Gives `WhatsappCheckView`.
            post check_whatsapp_account "v1/whatsapp_accounts/{whatsapp_account_id}/check" (whatsapp_account_id) plain;
            // visits
            /// Shows the live counters. Gives `CountersView`.
            get show_counters "v1/counters" () plain;
            /// Lists invitations. Query: `limit`, `cursor`. Gives `Page_InvitationView`.
            get list_invitations "v1/invitations" () query;
            /// Adds an invitation. Takes `InvitationRequest`. Gives `InvitationView`.
            post add_invitation "v1/invitations" () body;
            /// Replaces an invitation. Takes `InvitationRequest`. Gives `InvitationView`.
            put replace_invitation "v1/invitations/{invitation_id}" (invitation_id) body;
            /// Removes an invitation.
            delete remove_invitation "v1/invitations/{invitation_id}" (invitation_id) plain;
            /// Lists promotions. Query: `limit`, `cursor`. Gives `Page_PromotionView`.
            get list_promotions "v1/promotions" () query;
            /// Adds a promotion. Takes `PromotionRequest`. Gives `PromotionView`.
            post add_promotion "v1/promotions" () body;
            /// Replaces a promotion. Takes `PromotionRequest`. Gives `PromotionView`.
            put replace_promotion "v1/promotions/{promotion_id}" (promotion_id) body;
            /// Removes a promotion.
            delete remove_promotion "v1/promotions/{promotion_id}" (promotion_id) plain;
            /// Lists who browses now. Query: `visitor_id`, `limit`, `cursor`. Gives `Page_VisitView`.
            get list_visits "v1/visits" () query;
            /// Shows a visit. Gives `VisitStoryView`.
            get show_visit "v1/visits/{visit_id}" (visit_id) plain;
            /// Invites a visit to a chat. Takes `SendInvitationRequest`. Gives `ApproachView`.
            post send_invitation "v1/visits/{visit_id}/invitation" (visit_id) body;
            /// Sends a promotion to a visit. Takes `SendPromotionRequest`. Gives `ApproachView`.
            post send_promotion "v1/visits/{visit_id}/promotion" (visit_id) body;
            /// Asks a visit to go to another page. Takes `SendRedirectRequest`. Gives `ApproachView`.
            post send_redirect "v1/visits/{visit_id}/redirect" (visit_id) body;
            // registers
            /// Lists custom fields. Query: `limit`, `cursor`. Gives `Page_CustomFieldView`.
            get list_custom_fields "v1/custom_fields" () query;
            /// Adds a custom field. Takes `AddCustomFieldRequest`. Gives `CustomFieldView`.
            post add_custom_field "v1/custom_fields" () body;
            /// Removes a custom field.
            delete remove_custom_field "v1/custom_fields/{field_id}" (field_id) plain;
            /// Changes a custom field. Takes `UpdateCustomFieldRequest`. Gives `CustomFieldView`.
            patch update_custom_field "v1/custom_fields/{field_id}" (field_id) body;
            /// Lists dispositions. Query: `limit`, `cursor`. Gives `Page_DispositionView`.
            get list_dispositions "v1/dispositions" () query;
            /// Adds a disposition. Takes `AddDispositionRequest`. Gives `DispositionView`.
            post add_disposition "v1/dispositions" () body;
            /// Removes a disposition.
            delete remove_disposition "v1/dispositions/{disposition_id}" (disposition_id) plain;
            /// Changes a disposition. Takes `UpdateDispositionRequest`. Gives `DispositionView`.
            patch update_disposition "v1/dispositions/{disposition_id}" (disposition_id) body;
            /// Lists status labels. Query: `limit`, `cursor`. Gives `Page_StatusLabelView`.
            get list_status_labels "v1/status_labels" () query;
            /// Adds a status label. Takes `AddStatusLabelRequest`. Gives `StatusLabelView`.
            post add_status_label "v1/status_labels" () body;
            /// Removes a status label.
            delete remove_status_label "v1/status_labels/{label_id}" (label_id) plain;
            /// Changes a status label. Takes `UpdateStatusLabelRequest`. Gives `StatusLabelView`.
            patch update_status_label "v1/status_labels/{label_id}" (label_id) body;
            /// Lists tags. Query: `limit`, `cursor`. Gives `Page_TagView`.
            get list_tags "v1/tags" () query;
            /// Adds a tag. Takes `AddTagRequest`. Gives `TagView`.
            post add_tag "v1/tags" () body;
            /// Removes a tag.
            delete remove_tag "v1/tags/{tag_id}" (tag_id) plain;
            /// Changes a tag. Takes `UpdateTagRequest`. Gives `TagView`.
            patch update_tag "v1/tags/{tag_id}" (tag_id) body;
            // push
            /// Lists pushes and their fate. Query: `agent_id`, `device_id`, `chat_id`, `state`, `limit`, `cursor`. Gives
            /// `Page_DeliveryView`.
            get list_deliveries "v1/deliveries" () query;
            /// Pushes a test to a device. Gives `DeliveryView`.
            post test_push "v1/devices/{device_id}/test_push" (device_id) plain;
            /// Adds a push app. Takes `PushAppRequest`. Gives `PushAppView`.
            post add_push_app "v1/push_apps" () body;
            /// Replaces a push app's name and credentials. Takes `PushAppRequest`. Gives `PushAppView`.
            put replace_push_app "v1/push_apps/{push_app_id}" (push_app_id) body;
            /// Removes a push app.
            delete remove_push_app "v1/push_apps/{push_app_id}" (push_app_id) plain;
            // sessions
            /// Lists the agent's own devices. Query: `limit`, `cursor`. Gives `Page_DeviceView`.
            get list_devices "v1/devices" () query;
            /// Lists the agent's own sessions. Query: `limit`, `cursor`. Gives `Page_SessionView`.
            get list_sessions "v1/sessions" () query;
            /// Ends the agent's other sessions.
            delete end_other_sessions "v1/sessions" () plain;
            /// Ends one of the agent's own sessions.
            delete end_session "v1/sessions/{session_id}" (session_id) plain;
            // direct
            /// Shows a direct conversation. Gives `DirectListItemView`.
            get show_direct_conversation "v1/direct_conversations/{conversation_id}" (conversation_id) plain;
            /// Deletes one's own direct message.
            delete delete_direct_message "v1/direct_conversations/{conversation_id}/messages/{message_id}" (conversation_id, message_id) plain;
            /// Edits one's own direct message. Takes `EditTextRequest`. Gives `DirectMessageView`.
            patch edit_direct_message "v1/direct_conversations/{conversation_id}/messages/{message_id}" (conversation_id, message_id) body;
            // offers
            /// Shows one's offer. Gives `OfferView`.
            get show_offer "v1/offers/{offer_id}" (offer_id) plain;
            // queues
            /// Lists queues. Query: `limit`, `cursor`. Gives `Page_QueueView`.
            get list_queues "v1/queues" () query;
            /// Adds a queue. Takes `AddQueueRequest`. Gives `QueueView`.
            post add_queue "v1/queues" () body;
            /// Shows a queue. Gives `QueueView`.
            get show_queue "v1/queues/{queue_id}" (queue_id) plain;
            /// Changes a queue. Takes `UpdateQueueRequest`. Gives `QueueView`.
            patch update_queue "v1/queues/{queue_id}" (queue_id) body;
            /// Counts a queue and says who is next. Gives `QueueCountsView`.
            get count_queue "v1/queues/{queue_id}/counts" (queue_id) plain;
            /// Lists a queue's members. Query: `limit`, `cursor`. Gives `Page_QueueMemberView`.
            get list_queue_members "v1/queues/{queue_id}/members" (queue_id) query;
            /// Adds or changes a member of a queue. Takes `SetQueueMemberRequest`. Gives `QueueMemberView`.
            put set_queue_member "v1/queues/{queue_id}/members/{agent_id}" (queue_id, agent_id) body;
            /// Removes a member from a queue.
            delete remove_queue_member "v1/queues/{queue_id}/members/{agent_id}" (queue_id, agent_id) plain;
            /// Lists a queue's subjects. Query: `limit`, `cursor`. Gives `Page_SubjectView`.
            get list_subjects "v1/queues/{queue_id}/subjects" (queue_id) query;
            /// Adds a subject to a queue. Takes `AddSubjectRequest`. Gives `SubjectView`.
            post add_subject "v1/queues/{queue_id}/subjects" (queue_id) body;
            /// Removes a subject.
            delete remove_subject "v1/queues/{queue_id}/subjects/{subject_id}" (queue_id, subject_id) plain;
            // reports
            /// Reports on chats. Query: `from`, `to`, `group_by`, `queue_id`, `agent_id`. Gives `ReportView`.
            get show_report "v1/reports/chats" () query;
            /// Reports on chats as CSV. Query: `from`, `to`, `group_by`, `queue_id`, `agent_id`.
            get export_report "v1/reports/chats.csv" () file;
            /// Reports on chats as a page to print. Query: `from`, `to`, `group_by`, `queue_id`, `agent_id`.
            get print_report "v1/reports/chats.html" () file;
            // search
            /// Searches. Query: `q`, `kind`, `limit`, `cursor`. Gives `Page_SearchResultView`.
            get search_chats "v1/search" () query;
            // tickets
            /// Lists tickets. Query: `contact_id`, `assignee_id`, `state`, `chat_id`, `limit`, `cursor`. Gives
            /// `Page_TicketView`.
            get list_tickets "v1/tickets" () query;
            /// Opens a ticket. Takes `OpenTicketRequest`. Gives `TicketView`.
            post open_ticket "v1/tickets" () body;
            /// Shows a ticket. Gives `TicketView`.
            get show_ticket "v1/tickets/{ticket_id}" (ticket_id) plain;
            /// Changes a ticket. Takes `UpdateTicketRequest`. Gives `TicketView`.
            patch update_ticket "v1/tickets/{ticket_id}" (ticket_id) body;
            /// Says that a ticket is about a chat. Gives `TicketView`.
            put link_ticket_chat "v1/tickets/{ticket_id}/chats/{chat_id}" (ticket_id, chat_id) plain;
            /// Says that a ticket is not about a chat. Gives `TicketView`.
            delete unlink_ticket_chat "v1/tickets/{ticket_id}/chats/{chat_id}" (ticket_id, chat_id) plain;
            /// Lists the comments on a ticket. Query: `limit`, `cursor`. Gives `Page_TicketCommentView`.
            get list_ticket_comments "v1/tickets/{ticket_id}/comments" (ticket_id) query;
            /// Writes a comment on a ticket. Takes `AddTicketCommentRequest`. Gives `TicketCommentView`.
            post add_ticket_comment "v1/tickets/{ticket_id}/comments" (ticket_id) body;
            /// Gives a ticket to a contact. Takes `SetTicketContactRequest`. Gives `TicketView`.
            put set_ticket_contact "v1/tickets/{ticket_id}/contact" (ticket_id) body;
            // admin
            /// Takes an agent's second factor away.
            delete reset_totp "v1/admin/agents/{agent_id}/totp" (agent_id) plain;
            // agents
            /// Links to an agent's picture. Gives `AvatarView`.
            get link_avatar "v1/agents/{agent_id}/avatar" (agent_id) plain;
            /// Changes the agent's own profile. Takes `UpdateMeRequest`. Gives `AgentView`.
            patch update_me "v1/me" () body;
            /// Removes the agent's own picture.
            delete remove_avatar "v1/me/avatar" () plain;
            /// Changes some of the agent's preferences. Takes `AgentPreferences`. Gives `AgentPreferences`.
            patch update_preferences "v1/me/preferences" () body;
            // sessions
            /// Lists identity providers. Query: `limit`, `cursor`. Gives `Page_IdentityProviderView`.
            get list_identity_providers "v1/identity_providers" () query;
            /// Adds an identity provider. Takes `IdentityProviderRequest`. Gives `IdentityProviderView`.
            post add_identity_provider "v1/identity_providers" () body;
            /// Replaces an identity provider. Takes `IdentityProviderRequest`. Gives `IdentityProviderView`.
            put replace_identity_provider "v1/identity_providers/{identity_provider_id}" (identity_provider_id) body;
            /// Removes an identity provider.
            delete remove_identity_provider "v1/identity_providers/{identity_provider_id}" (identity_provider_id) plain;
            /// Changes the agent's own password. Takes `ChangePasswordRequest`.
            put change_password "v1/me/password" () body;
            /// Shows whether the agent has a second factor. Gives `TotpView`.
            get show_totp "v1/me/totp" () plain;
            /// Begins to set up a second factor. Takes `BeginTotpRequest`. Gives `TotpEnrolmentView`.
            post begin_totp "v1/me/totp" () body;
            /// Confirms the second factor. Takes `ConfirmTotpRequest`. Gives `RecoveryCodesView`.
            post confirm_totp "v1/me/totp/confirmation" () body;
            /// Takes the second factor away. Takes `ProofRequest`.
            post disable_totp "v1/me/totp/disable" () body;
            /// Makes new recovery codes. Takes `ProofRequest`. Gives `RecoveryCodesView`.
            post renew_recovery_codes "v1/me/totp/recovery_codes" () body;
        }
    };
}

pub(crate) use calls;
