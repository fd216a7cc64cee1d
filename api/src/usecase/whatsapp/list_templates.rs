//! The templates that may be sent into a chat, as the provider has approved them.

use pronto_entity::{chat, whatsapp_account};
use pronto_protocol::{error::ErrorCode, whatsapp::WhatsappTemplateView};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::Agent,
    context::Context,
    error::{Error, Result},
    policy,
    usecase::whatsapp_account::graph,
    whatsapp::{failure::Remedy, graph::KnownTemplate},
};

/// Templates of the number that the chat came in by. Those whose header or buttons want values are left out: agents could not
/// give them.
///
/// # Errors
/// `not_found`, `channel_unable` when the chat is of another channel, `unavailable` with the provider's words.
pub async fn list_templates(context: &Context, agent: &Agent, chat_id: Uuid) -> Result<Vec<WhatsappTemplateView>> {
    let seen = policy::see_chat(context.db(), agent, chat_id).await?;
    let account = account_of(context, &seen.chat).await?;
    templates_of(context, &account).await
}

/// The number by which a chat is answered.
///
/// # Errors
/// `channel_unable`, `not_configured` when the number was removed.
pub(super) async fn account_of(context: &Context, chat: &chat::Model) -> Result<whatsapp_account::Model> {
    let Some(account_id) = chat.whatsapp_account_id else { return Err(ErrorCode::ChannelUnable.into()) };
    let account = whatsapp_account::Entity::find_by_id(account_id)
        .filter(whatsapp_account::Column::OrganizationId.eq(chat.organization_id))
        .one(context.db())
        .await?;
    account.ok_or_else(|| Error::new(ErrorCode::NotConfigured).detail("This number is not registered any more."))
}

/// Its templates.
///
/// # Errors
/// `unavailable` with the provider's words.
pub(super) async fn templates_of(
    context: &Context,
    account: &whatsapp_account::Model,
) -> Result<Vec<WhatsappTemplateView>> {
    let known = graph(context, account)?.templates(&account.business_account_id).await.map_err(|failure| {
        let code = if failure.remedy == Remedy::Admin { ErrorCode::NotConfigured } else { ErrorCode::Unavailable };
        Error::new(code).detail(format!("WhatsApp: {}", failure.words))
    })?;
    Ok(known.into_iter().filter_map(view).collect())
}

fn view(known: KnownTemplate) -> Option<WhatsappTemplateView> {
    let KnownTemplate { name, language, components } = known;
    let mut text = None;
    for component in components {
        match component.kind.as_str() {
            "BODY" => text = Some(component.text),
            "HEADER" if component.format != "TEXT" || component.text.contains("{{") => return None,
            "HEADER" | "FOOTER" | "BUTTONS" => {}
            _ => return None,
        }
    }
    let text = text?;
    let value_count = (1..).take_while(|number| text.contains(&format!("{{{{{number}}}}}"))).count();
    // Values that are named are filled in by programs.
    if text.matches("{{").count() < value_count || (value_count == 0 && text.contains("{{")) {
        return None;
    }
    Some(WhatsappTemplateView { name, language, text, value_count: u32::try_from(value_count).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(components: serde_json::Value) -> Option<(String, u32)> {
        let known = json!({"name": "back", "language": "pt_BR", "components": components});
        view(serde_json::from_value(known).unwrap()).map(|view| (view.text, view.value_count))
    }

    #[test]
    fn only_templates_that_agents_can_fill_are_shown() {
        let body = |text: &str| json!({"type": "BODY", "text": text});
        assert_eq!(of(json!([body("Olá")])), Some(("Olá".into(), 0)));
        let two = "Olá {{1}}, seu pedido {{2}}, {{1}}";
        let footer = json!({"type": "FOOTER", "text": "Loja"});
        assert_eq!(of(json!([body(two), footer])), Some((two.into(), 2)));
        assert_eq!(of(json!([body("Olá {{name}}")])), None);
        assert_eq!(of(json!([{"type": "HEADER", "format": "IMAGE"}, body("Olá")])), None);
        assert_eq!(of(json!([{"type": "HEADER", "format": "TEXT", "text": "{{1}}"}, body("Olá")])), None);
        assert_eq!(of(json!([{"type": "FOOTER", "text": "Loja"}])), None);
    }
}
