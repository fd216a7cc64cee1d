//! After the commit: the group's events, in order, to the hub.

use std::sync::Arc;

use super::transaction::Emitted;
use crate::hub::{Hub, Published};

/// Hands events to the hub, organization by organization, in the order of their `seq`.
pub(super) fn publish(hub: &Hub, events: Vec<Emitted>) {
    let mut rest = events.into_iter().peekable();
    while let Some(first) = rest.next() {
        let organization_id = first.organization_id;
        let mut group = vec![published(first)];
        while let Some(next) = rest.next_if(|next| next.organization_id == organization_id) {
            group.push(published(next));
        }
        hub.publish(organization_id, &group);
    }
}

fn published(emitted: Emitted) -> Arc<Published> {
    Arc::new(Published::new(emitted.seq, emitted.at_ms, emitted.change, &emitted.content))
}
