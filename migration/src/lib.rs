//! Changes of the schema, in order; each file is one change, and none knows the rest of the workspace.

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, prelude};

mod column;
mod m0001_organization;
mod m0002_organization_log;
mod m0003_profile;
mod m0004_agent;
mod m0005_push_app;
mod m0006_device;
mod m0007_session;
mod m0008_refresh_token;
mod m0009_queue;
mod m0010_queue_member;
mod m0011_subject;
mod m0012_visitor;
mod m0013_chat;
mod m0014_participant;
mod m0015_message;
mod m0016_whisper;
mod m0017_note;
mod m0018_attachment;
mod m0019_offer;
mod m0020_routing_step;
mod m0021_direct_conversation;
mod m0022_direct_member;
mod m0023_direct_message;
mod m0024_event;
mod m0025_follower;
mod m0026_job;
mod m0027_delivery;
mod m0028_credential_failure;
mod m0029_signing_key;
mod m0030_chat_accepted_at;
mod m0035_transfer;
mod m0036_offline_message;
mod m0040_disposition;
mod m0041_custom_field;
mod m0042_status_label;
mod m0043_tag;
mod m0044_priority;
mod m0045_snooze;
mod m0046_mention;
mod m0047_rating;
mod m0048_mark;
mod m0050_canned_response;
mod m0051_article;
mod m0052_panel;
mod m0053_visit;
mod m0054_agent_preference;
mod m0055_approach;
mod m0060_contact;
mod m0061_identity;
mod m0062_contact_note;
mod m0063_chat_contact;
mod m0064_chat_identity;
mod m0065_ticket;
mod m0066_contact_merge;
mod m0067_block;
mod m0070_search_document;
mod m0071_search_scope;
mod m0075_chat_started_at;
mod m0076_mail_account;
mod m0077_mail;
mod m0085_audit_entry;
mod m0086_api_key;
mod m0087_webhook;
mod m0088_visitor_identity;
mod m0089_erasure;
mod m0090_whatsapp_account;
mod m0091_whatsapp_sender;
mod m0092_whatsapp_message;
mod m0093_whatsapp_delivery;
mod m0094_chat_phone;
mod m0095_totp;
mod m0096_profile;
mod m0097_identity_provider;
mod m0105_search_block;
mod m0106_attachment_key;

/// Brings a database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_organization::Migration),
            Box::new(m0002_organization_log::Migration),
            Box::new(m0003_profile::Migration),
            Box::new(m0004_agent::Migration),
            Box::new(m0005_push_app::Migration),
            Box::new(m0006_device::Migration),
            Box::new(m0007_session::Migration),
            Box::new(m0008_refresh_token::Migration),
            Box::new(m0009_queue::Migration),
            Box::new(m0010_queue_member::Migration),
            Box::new(m0011_subject::Migration),
            Box::new(m0012_visitor::Migration),
            Box::new(m0013_chat::Migration),
            Box::new(m0014_participant::Migration),
            Box::new(m0015_message::Migration),
            Box::new(m0016_whisper::Migration),
            Box::new(m0017_note::Migration),
            Box::new(m0018_attachment::Migration),
            Box::new(m0019_offer::Migration),
            Box::new(m0020_routing_step::Migration),
            Box::new(m0021_direct_conversation::Migration),
            Box::new(m0022_direct_member::Migration),
            Box::new(m0023_direct_message::Migration),
            Box::new(m0024_event::Migration),
            Box::new(m0025_follower::Migration),
            Box::new(m0026_job::Migration),
            Box::new(m0027_delivery::Migration),
            Box::new(m0028_credential_failure::Migration),
            Box::new(m0029_signing_key::Migration),
            Box::new(m0030_chat_accepted_at::Migration),
            Box::new(m0035_transfer::Migration),
            Box::new(m0036_offline_message::Migration),
            Box::new(m0040_disposition::Migration),
            Box::new(m0041_custom_field::Migration),
            Box::new(m0042_status_label::Migration),
            Box::new(m0043_tag::Migration),
            Box::new(m0044_priority::Migration),
            Box::new(m0045_snooze::Migration),
            Box::new(m0046_mention::Migration),
            Box::new(m0047_rating::Migration),
            Box::new(m0048_mark::Migration),
            Box::new(m0050_canned_response::Migration),
            Box::new(m0051_article::Migration),
            Box::new(m0052_panel::Migration),
            Box::new(m0053_visit::Migration),
            Box::new(m0054_agent_preference::Migration),
            Box::new(m0055_approach::Migration),
            Box::new(m0060_contact::Migration),
            Box::new(m0061_identity::Migration),
            Box::new(m0062_contact_note::Migration),
            Box::new(m0063_chat_contact::Migration),
            Box::new(m0064_chat_identity::Migration),
            Box::new(m0065_ticket::Migration),
            Box::new(m0066_contact_merge::Migration),
            Box::new(m0067_block::Migration),
            Box::new(m0070_search_document::Migration),
            Box::new(m0071_search_scope::Migration),
            Box::new(m0075_chat_started_at::Migration),
            Box::new(m0076_mail_account::Migration),
            Box::new(m0077_mail::Migration),
            Box::new(m0085_audit_entry::Migration),
            Box::new(m0086_api_key::Migration),
            Box::new(m0087_webhook::Migration),
            Box::new(m0088_visitor_identity::Migration),
            Box::new(m0089_erasure::Migration),
            Box::new(m0090_whatsapp_account::Migration),
            Box::new(m0091_whatsapp_sender::Migration),
            Box::new(m0092_whatsapp_message::Migration),
            Box::new(m0093_whatsapp_delivery::Migration),
            Box::new(m0094_chat_phone::Migration),
            Box::new(m0095_totp::Migration),
            Box::new(m0096_profile::Migration),
            Box::new(m0097_identity_provider::Migration),
            Box::new(m0105_search_block::Migration),
            Box::new(m0106_attachment_key::Migration),
        ]
    }
}
