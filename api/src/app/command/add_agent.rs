//! `pronto agent add`: the first admin, or any agent, from the command line.

use std::{io::BufRead, process::ExitCode};

use pronto_entity::organization;
use pronto_protocol::{agent::AddAgentRequest, organization::OrganizationSettings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{AddAgentArgs, say};
use crate::{app, clock::Clock, config::Config, usecase};

/// Registers an agent.
///
/// # Errors
/// A sentence that tells what to mend.
pub(super) async fn run(config: Config, args: AddAgentArgs) -> Result<ExitCode, String> {
    let password = match args.password {
        Some(password) => password,
        None => read_password()?,
    };
    let context = app::build(config, Clock::default()).await.map_err(|error| error.to_string())?;
    let found = organization::Entity::find()
        .filter(organization::Column::Slug.eq(&args.organization))
        .one(context.db())
        .await
        .map_err(|error| error.to_string())?;
    let organization_id = match found {
        Some(organization) => organization.id,
        None => {
            let settings = OrganizationSettings::default();
            let made = usecase::organization::found(&context, &args.organization, &args.organization, settings).await;
            made.map_err(|error| error.to_string())?
        }
    };
    let request = AddAgentRequest { name: args.name, email: args.email, password, role: args.role, profile_id: None };
    let agent = usecase::agent::add_first(&context, organization_id, request).await.map_err(|error| told(&error))?;
    say(&format!("{} {} is registered in {}.", agent.role, agent.name, args.organization));
    context.tasks.stop(std::time::Duration::from_secs(5)).await;
    Ok(ExitCode::SUCCESS)
}

fn told(error: &crate::error::Error) -> String {
    let problem = error.problem(None);
    let fields: Vec<String> = problem.fields.iter().map(|field| format!("{}: {}", field.field, field.detail)).collect();
    if fields.is_empty() { error.to_string() } else { fields.join("; ") }
}

fn read_password() -> Result<String, String> {
    say("Password:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| format!("the password cannot be read: {error}"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
