//! The Pronto server, in floors: a file imports its own folder and lower floors only (see ARCHITECTURE.md).

// 0 words
pub mod calendar;
pub mod chance;
pub mod clock;
pub mod config;
pub mod error;
pub mod fold;
pub mod language;
pub mod lifecycle;
pub mod page;
pub mod telemetry;
pub mod token;
pub mod topic;
pub mod totp;
pub mod vault;

// 2 outside
pub mod audit;
pub mod blob;
pub mod database;
pub mod egress;
pub mod hub;
pub mod ledger;
pub mod limit;
pub mod mail;
pub mod oidc;
pub mod paper;
pub mod password;
pub mod push;
pub mod search;
pub mod whatsapp;

// 3 rules
pub mod auth;
pub mod context;
pub mod policy;
pub mod resume;
pub mod routing;
pub mod step;

// 4 use cases
pub mod usecase;

// 5 doors
pub mod middleware;
pub mod realtime;
pub mod route;
pub mod worker;

// 6 assembly
pub mod app;
pub mod demo;
