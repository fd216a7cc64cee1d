//! HTTP routes, a noun a file. Each handler reads its request, calls one use case, answers its view: nothing else.

pub mod admin;
pub mod agent;
pub mod api_key;
pub mod article;
pub mod attachment;
pub mod audit;
pub mod avatar;
pub mod block;
pub mod canned_response;
pub mod chat;
pub mod chat_contact;
pub mod contact;
pub mod contact_merge;
pub mod contact_note;
pub mod counter;
pub mod custom_field;
pub mod delivery;
pub mod desk;
pub mod device;
pub mod direct;
pub mod disposition;
pub mod entry;
pub mod file;
pub mod identity_key;
pub mod identity_provider;
pub mod integration;
pub mod invitation;
pub mod journey;
pub mod mail;
pub mod mail_account;
pub mod me;
pub mod mention;
pub mod message;
pub mod note;
pub mod offer;
pub mod offline_message;
pub mod organization;
pub mod page;
pub mod panel;
pub mod person;
pub mod preference;
pub mod profile;
pub mod promotion;
pub mod push;
pub mod push_app;
pub mod queue;
pub mod report;
pub mod search;
pub mod server;
pub mod session;
pub mod socket;
pub mod status_label;
pub mod subject;
pub mod sync;
pub mod tag;
pub mod ticket;
pub mod totp;
pub mod transcript;
pub mod transfer;
pub mod visit;
pub mod visitor;
pub mod webhook;
pub mod whatsapp;
pub mod whatsapp_account;
pub mod whisper;

use utoipa_axum::router::OpenApiRouter;

use crate::context::Context;

/// Every operation of the API: the router and the document are made of this one list.
pub fn router() -> OpenApiRouter<Context> {
    OpenApiRouter::new()
        .merge(admin::router())
        .merge(agent::router())
        .merge(article::router())
        .merge(api_key::router())
        .merge(attachment::router())
        .merge(canned_response::router())
        .merge(audit::router())
        .merge(avatar::router())
        .merge(block::router())
        .merge(chat::router())
        .merge(custom_field::router())
        .merge(chat_contact::router())
        .merge(contact::router())
        .merge(contact_merge::router())
        .merge(contact_note::router())
        .merge(counter::router())
        .merge(delivery::router())
        .merge(desk::router())
        .merge(device::router())
        .merge(direct::router())
        .merge(disposition::router())
        .merge(entry::router())
        .merge(file::router())
        .merge(invitation::router())
        .merge(identity_key::router())
        .merge(identity_provider::router())
        .merge(integration::router())
        .merge(journey::router())
        .merge(mail::router())
        .merge(mail_account::router())
        .merge(me::router())
        .merge(mention::router())
        .merge(message::router())
        .merge(note::router())
        .merge(offer::router())
        .merge(offline_message::router())
        .merge(organization::router())
        .merge(panel::router())
        .merge(preference::router())
        .merge(person::router())
        .merge(profile::router())
        .merge(promotion::router())
        .merge(push::router())
        .merge(push_app::router())
        .merge(queue::router())
        .merge(report::router())
        .merge(search::router())
        .merge(server::router())
        .merge(session::router())
        .merge(socket::router())
        .merge(status_label::router())
        .merge(subject::router())
        .merge(sync::router())
        .merge(ticket::router())
        .merge(visit::router())
        .merge(transfer::router())
        .merge(tag::router())
        .merge(totp::router())
        .merge(transcript::router())
        .merge(visitor::router())
        .merge(webhook::router())
        .merge(whatsapp::router())
        .merge(whatsapp_account::router())
        .merge(whisper::router())
}
