//! What the organization has written down: subjects, reasons, labels, tags, ready answers, articles and what it sends to visitors.

use pronto_protocol::canned_response::CannedResponseView;
use serde_json::json;
use uuid::Uuid;

use super::{
    dialogue::dialogues,
    house::{House, QUEUES, request, told},
};
use crate::usecase;

/// Ready answers: shortcut and text.
const CANNED: [(&str, &str); 8] = [
    (
        "bomdia",
        "Bom dia, {{visitor.first_name}}! Aqui é {{agent.first_name}}, do {{organization.name}}. Como posso ajudar?",
    ),
    ("boatarde", "Boa tarde, {{visitor.first_name}}! Aqui é {{agent.first_name}}. Em que posso ajudar?"),
    ("aguarde", "Um momento, por favor: estou verificando."),
    ("ra", "Pode me informar o RA do aluno? Ele fica no canto superior do boletim."),
    ("protocolo", "O número deste atendimento é {{chat.number}}. Guarde-o para consultar depois."),
    (
        "documentos",
        "Para a matrícula: histórico escolar, certidão de nascimento, comprovante de residência e RG do responsável.",
    ),
    ("visita", "Que tal conhecer a escola? Temos horários de segunda a sábado; qual é o melhor para você?"),
    ("tchau", "Obrigado pelo contato, {{visitor.first_name}}! Se precisar, é só chamar."),
];
/// Articles: title, body, tags.
const ARTICLES: [(&str, &str, &[&str]); 6] = [
    (
        "Como redefinir a senha do portal",
        "O acesso bloqueia após **cinco** tentativas.\n\n1. Confirme o RA e o nome completo.\n2. Em *Usuários*, use **Enviar nova senha**.\n3. O link vale por duas horas.",
        &["portal", "senha"],
    ),
    (
        "Segunda via de boleto",
        "Só o **responsável financeiro** vê os boletos.\n\n- No aplicativo: Financeiro, aba *Em aberto*.\n- Vencidos até 30 dias saem com multa de 2%.\n- A primeira multa do ano pode ser retirada.",
        &["financeiro", "boleto"],
    ),
    (
        "Documentos para matrícula",
        "- Histórico escolar ou declaração de transferência\n- Certidão de nascimento\n- RG e CPF do responsável\n- Comprovante de residência\n\nFotos legíveis servem até a assinatura do contrato.",
        &["matrícula"],
    ),
    (
        "Política de descontos",
        "- Irmãos: 8% para o segundo, 15% a partir do terceiro.\n- Pontualidade: 3% até o dia 5.\n- A prova de bolsas é anual; o resultado sai em dez dias.",
        &["matrícula", "valores"],
    ),
    (
        "Justificar faltas",
        "O atestado chega por aqui ou no balcão, em até cinco dias. Com ele a segunda chamada é **gratuita**.",
        &["secretaria", "faltas"],
    ),
    (
        "Aula on-line sem som",
        "1. O som está permitido para o site? (cadeado ao lado do endereço)\n2. O dispositivo de saída é o fone certo?\n3. Sair e entrar pelo link do mural.",
        &["portal", "aula"],
    ),
];

/// What later acts name.
pub(super) struct Registers {
    /// Subjects of each queue, in the order of its dialogues.
    pub subjects: Vec<Vec<Uuid>>,
    /// Reasons by name.
    pub dispositions: Vec<(&'static str, Uuid)>,
    /// Tags.
    pub tags: Vec<Uuid>,
    /// Invitations.
    pub invitations: Vec<Uuid>,
}

/// Fills every register.
///
/// # Errors
/// A sentence.
pub(super) async fn fill(house: &House) -> Result<Registers, String> {
    let (context, admin) = (&house.context, house.admin());
    let mut registers =
        Registers { subjects: Vec::new(), dispositions: Vec::new(), tags: Vec::new(), invitations: Vec::new() };
    for (at, queue_id) in house.queues.iter().enumerate() {
        let mut ids = Vec::new();
        for dialogue in dialogues(at) {
            let body = request(json!({"name": dialogue.subject}))?;
            ids.push(house.act("add_subject", usecase::subject::add(context, admin, *queue_id, body)).await?.id);
            if registers.dispositions.iter().all(|(name, _)| *name != dialogue.disposition) {
                let body = request(json!({"name": dialogue.disposition}))?;
                let added = house.act("add_disposition", usecase::disposition::add(context, admin, body)).await?;
                registers.dispositions.push((dialogue.disposition, added.id));
            }
        }
        registers.subjects.push(ids);
    }
    for name in ["urgente", "retorno", "bolsa", "elogio", "reclamação"] {
        let doing = usecase::tag::add(context, admin, request(json!({"name": name}))?);
        registers.tags.push(house.act("add_tag", doing).await?.id);
    }
    for (state, name) in
        [("active", "Aguardando documento"), ("active", "Com a coordenação"), ("closed", "Matriculado")]
    {
        let doing = usecase::status_label::add(context, admin, request(json!({"state": state, "name": name}))?);
        house.act("add_status_label", doing).await?;
    }
    for (key, label) in [("serie", "Série"), ("origem", "Como conheceu a escola")] {
        let body = request(json!({"key": key, "label": label, "kind": "text", "queue_id": house.queues.first()}))?;
        house.act("add_custom_field", usecase::custom_field::add(context, admin, body)).await?;
    }
    knowledge(house).await?;
    registers.invitations = outreach(house).await?;
    Ok(registers)
}

async fn knowledge(house: &House) -> Result<(), String> {
    let (context, admin) = (&house.context, house.admin());
    for (shortcut, text) in CANNED {
        let body = request(json!({"owner": "organization", "shortcut": shortcut, "text": text}))?;
        let _: CannedResponseView = told(usecase::canned_response::add(context, admin, body).await)?;
    }
    if let Some(ana) = house.agents.get(2) {
        let body = request(json!({"owner": "agent", "shared": true, "shortcut": "bolsas",
            "text": "A prova de bolsas é no dia 12, às 9h. Posso inscrever o aluno agora mesmo, {{visitor.first_name}}?"}))?;
        told(usecase::canned_response::add(context, ana, body).await)?;
    }
    for (title, body, tags) in ARTICLES {
        let body = request(json!({"title": title, "body": body, "tags": tags, "state": "published"}))?;
        told(usecase::article::add(context, admin, body).await)?;
    }
    let draft = request(
        json!({"title": "Novo calendário 2027", "body": "Aguardando aprovação da coordenação.", "tags": ["secretaria"]}),
    )?;
    told(usecase::article::add(context, admin, draft).await)?;
    Ok(())
}

async fn outreach(house: &House) -> Result<Vec<Uuid>, String> {
    let (context, admin) = (&house.context, house.admin());
    for (name, url) in [
        ("Boletim do aluno", "https://painel.horizonte.example/boletim?c={{context}}"),
        ("Financeiro", "https://painel.horizonte.example/boletos?c={{context}}"),
    ] {
        let body = request(json!({"name": name, "url_template": url}))?;
        house.act("add_panel", usecase::panel::add(context, admin, body)).await?;
    }
    let mut invitations = Vec::new();
    for (at, name, text) in [
        (0, "Dúvida sobre matrícula", "Posso ajudar com a matrícula? Respondo em um minuto."),
        (1, "Ajuda com o portal", "Encontrou alguma dificuldade no portal? Estou por aqui."),
    ] {
        let queue_id = QUEUES.get(at).and_then(|_| house.queues.get(at));
        let body = request(json!({"name": name, "text": text, "queue_id": queue_id}))?;
        invitations.push(house.act("add_invitation", usecase::invitation::add(context, admin, body)).await?.id);
    }
    for (name, text, url) in [
        (
            "Matrículas 2027",
            "As matrículas para 2027 estão abertas, com 10% até o fim do mês.",
            "https://horizonte.example/matriculas",
        ),
        ("Prova de bolsas", "Inscreva-se na prova de bolsas: é gratuita.", "https://horizonte.example/bolsas"),
    ] {
        let body = request(json!({"name": name, "text": text, "url": url}))?;
        house.act("add_promotion", usecase::promotion::add(context, admin, body)).await?;
    }
    Ok(invitations)
}

/// What tickets are about: subject, description, state after some days, priority.
pub(super) const TICKETS: [(&str, &str, &str, &str); 8] = [
    ("Revisão de boleto", "Valor diferente do contrato; conferir com o financeiro.", "solved", "normal"),
    ("Equivalência de notas", "Histórico recebido, falta a análise da coordenação.", "pending", "normal"),
    ("Acesso ao portal instável", "Queda repetida no aplicativo Android; anexar registro.", "open", "high"),
    ("Pedido de bolsa", "Encaminhar para a comissão com a documentação.", "pending", "normal"),
    ("Objeto perdido na quadra", "Casaco azul com o nome bordado.", "closed", "low"),
    ("Transporte escolar", "Mudança de endereço: avaliar nova rota.", "open", "normal"),
    ("Laudo para adaptação de provas", "Laudo entregue; combinar com os professores.", "open", "urgent"),
    ("Histórico do arquivo antigo", "Livro de matrícula anterior a 2005.", "solved", "low"),
];
