//! Errors: RFC 9457 problems with a stable code from one closed table.

use serde::{Deserialize, Serialize};

use crate::organization::Locale;

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $code:tt, $status:literal, $retryable:literal, $title:tt $pt_br:literal;)+) => {
        /// What went wrong, as a stable word; see the responses `Problem400` … `Problem5XX` for its HTTP status and its
        /// sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode {
            $(#[doc = $title] #[serde(rename = $code)] $variant,)+
            /// A code that this version does not know.
            #[serde(other, rename = "unknown")] Unknown,
        }

        impl ErrorCode {
            /// Every code of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $code,)+ Self::Unknown => "unknown" } }
            /// The HTTP status it is answered with.
            #[must_use]
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status,)+ Self::Unknown => 500 } }
            /// Whether the same request can succeed later.
            #[must_use]
            pub const fn retryable(self) -> bool { match self { $(Self::$variant => $retryable,)+ Self::Unknown => false } }
            /// One sentence for a person, in English.
            #[must_use]
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title,)+ Self::Unknown => "An error this version does not know." } }
            /// The same in a person's language.
            #[must_use]
            pub const fn title_in(self, locale: Locale) -> &'static str {
                match (locale, self) {
                    (Locale::En, _) => self.title(),
                    $((Locale::PtBr, Self::$variant) => $pt_br,)+
                    (Locale::PtBr, Self::Unknown) => "Um erro que esta versão não conhece.",
                }
            }
        }
    };
}

error_codes! {
    BadRequest = "bad_request", 400, false, "The request could not be read."
        "Não foi possível ler o pedido.";
    InvalidFields = "invalid_fields", 422, false, "Some fields are not valid; `fields` names them."
        "Alguns campos não são válidos; `fields` diz quais.";
    InvalidCursor = "invalid_cursor", 400, false, "The cursor was not made by this server."
        "O cursor não foi feito por este servidor.";
    Unauthenticated = "unauthenticated", 401, false, "A valid access token is needed."
        "É preciso um token de acesso válido.";
    TokenExpired = "token_expired", 401, false, "The access token has expired; refresh it."
        "O token de acesso expirou; renove-o.";
    SessionRevoked = "session_revoked", 401, false, "This session was ended; sign in again."
        "Esta sessão foi encerrada; entre de novo.";
    RefreshReplayed = "refresh_replayed", 401, false, "An old refresh token was used again, so the session was ended."
        "Um token de renovação antigo foi usado de novo, e por isso a sessão foi encerrada.";
    WrongCredentials = "wrong_credentials", 401, false, "Organization, e-mail or password is wrong."
        "Organização, e-mail ou senha não conferem.";
    SecondFactorRequired = "second_factor_required", 401, false, "The password is right; answer `challenge` with a code of the authenticator app."
        "A senha está certa; responda ao `challenge` com um código do aplicativo autenticador.";
    WrongCode = "wrong_code", 401, false, "The code is wrong, or was used already."
        "O código está errado ou já foi usado.";
    ChallengeInvalid = "challenge_invalid", 401, false, "This sign-in has expired or was used already; begin again."
        "Esta entrada expirou ou já foi usada; comece de novo.";
    ActionTokenInvalid = "action_token_invalid", 401, false, "The action token is not valid or has expired."
        "O token da ação não é válido ou expirou.";
    Forbidden = "forbidden", 403, false, "You may not do this."
        "Você não tem permissão para isso.";
    SecondFactorSetupRequired = "second_factor_setup_required", 403, false, "The organization requires a second factor; set one up first."
        "A organização exige um segundo fator; configure o seu primeiro.";
    ProviderRefused = "provider_refused", 403, false, "The identity provider did not vouch for this sign-in."
        "O provedor de identidade não confirmou esta entrada.";
    SignInNotAllowed = "sign_in_not_allowed", 403, false, "The identity provider knows this person, but nobody here may sign in so."
        "O provedor de identidade conhece esta pessoa, mas ninguém aqui pode entrar assim.";
    OriginRefused = "origin_refused", 403, false, "This origin is not on the server's list."
        "Esta origem não está na lista do servidor.";
    IdentityRefused = "identity_refused", 403, false, "The identity token is not valid."
        "O token de identidade não é válido.";
    IdentityRequired = "identity_required", 403, false, "Sign in on the organization's site first."
        "Entre primeiro no site da organização.";
    VisitorBlocked = "visitor_blocked", 403, false, "This visitor is blocked."
        "Este visitante está bloqueado.";
    NotFound = "not_found", 404, false, "There is no such thing here."
        "Isso não existe aqui.";
    MethodNotAllowed = "method_not_allowed", 405, false, "This address does not take that method."
        "Este endereço não aceita esse método.";
    Conflict = "conflict", 409, false, "The state does not allow this now."
        "A situação não permite isso agora.";
    ClientIdReused = "client_id_reused", 409, false, "This client_id was already used for another content."
        "Este client_id já foi usado para outro conteúdo.";
    OfferTaken = "offer_taken", 409, false, "Another agent has taken this chat."
        "Outro atendente assumiu este atendimento.";
    OfferExpired = "offer_expired", 409, false, "This offer is no longer open."
        "Este chamado não está mais aberto.";
    LimitReached = "limit_reached", 409, false, "The limit of chats is reached."
        "O limite de atendimentos foi atingido.";
    AlreadyExists = "already_exists", 409, false, "It exists already."
        "Isso já existe.";
    ProbableDuplicates = "probable_duplicates", 409, false, "It is probably known already; `duplicates` names whom to look at, `confirm` adds it all the same."
        "Provavelmente já é conhecido; `duplicates` diz quem conferir, e `confirm` adiciona mesmo assim.";
    ContactFixed = "contact_fixed", 409, false, "This ticket belongs to a known contact, so it is not given to another."
        "Esta ocorrência é de um contato conhecido e não passa para outro.";
    ChatClosed = "chat_closed", 409, false, "The chat is closed."
        "O atendimento está encerrado.";
    ChatNotClosed = "chat_not_closed", 409, false, "The chat is not closed."
        "O atendimento não está encerrado.";
    NotParticipant = "not_participant", 409, false, "Join the chat first."
        "Entre primeiro no atendimento.";
    AgentUnavailable = "agent_unavailable", 409, false, "That agent is not available."
        "Esse atendente não está disponível.";
    QueueClosed = "queue_closed", 409, false, "This queue takes no chats now."
        "Esta fila não recebe atendimentos agora.";
    QueueEmpty = "queue_empty", 409, false, "Nobody is waiting."
        "Ninguém está esperando.";
    DispositionRequired = "disposition_required", 409, false, "A disposition is needed to close this chat."
        "É preciso um motivo para encerrar este atendimento.";
    FormIncomplete = "form_incomplete", 409, false, "The service form lacks what is needed to close this chat; `fields` names it."
        "Falta algo na ficha para encerrar este atendimento; `fields` diz o quê.";
    LastLabel = "last_label", 409, false, "Each state needs an active label."
        "Cada situação precisa de um nome ativo.";
    RatingClosed = "rating_closed", 409, false, "It is too late to rate this chat."
        "Já passou o prazo para avaliar este atendimento.";
    EditWindowPassed = "edit_window_passed", 409, false, "It is too late to change this message."
        "Já passou o prazo para alterar esta mensagem.";
    ReplyWindowClosed = "reply_window_closed", 409, false, "The customer has been silent for 24 hours; WhatsApp takes only a template now."
        "O cliente está em silêncio há 24 horas; agora o WhatsApp só aceita um modelo de mensagem.";
    ChannelUnable = "channel_unable", 409, false, "The chat's channel cannot do this."
        "O canal deste atendimento não permite isso.";
    NotConfigured = "not_configured", 409, false, "What this needs has not been set up."
        "Falta configurar aquilo de que isto precisa.";
    LastAdmin = "last_admin", 409, false, "An organization needs an admin."
        "Uma organização precisa de um administrador.";
    ResyncRequired = "resync_required", 410, false, "The cursor is older than the log; fetch the state anew."
        "O cursor é mais antigo que o registro; busque o estado de novo.";
    LinkExpired = "link_expired", 410, false, "This address has expired; ask for a new one."
        "Este endereço expirou; peça um novo.";
    PayloadTooLarge = "payload_too_large", 413, false, "The content is larger than allowed."
        "O conteúdo é maior que o permitido.";
    UnsupportedMedia = "unsupported_media", 415, false, "This kind of content is not accepted."
        "Este tipo de conteúdo não é aceito.";
    ImageRefused = "image_refused", 422, false, "The image is damaged or larger than allowed."
        "A imagem está danificada ou é maior que o permitido.";
    HostNotAllowed = "host_not_allowed", 422, false, "The organization has not listed this address's host."
        "A organização não incluiu o servidor deste endereço.";
    WeakPassword = "weak_password", 422, false, "The password needs at least 10 characters."
        "A senha precisa de pelo menos 10 caracteres.";
    UpgradeRequired = "upgrade_required", 426, false, "This version of the app is too old."
        "Esta versão do aplicativo é antiga demais.";
    RateLimited = "rate_limited", 429, true, "Too many requests; wait as long as Retry-After says."
        "Pedidos demais; espere o tempo indicado em Retry-After.";
    Internal = "internal", 500, true, "Something failed on the server; the request id helps to find it."
        "Algo falhou no servidor; o número do pedido ajuda a encontrar.";
    Unavailable = "unavailable", 503, true, "The server cannot do this now; try again shortly."
        "O servidor não consegue fazer isso agora; tente de novo em instantes.";
    ProviderUnavailable = "provider_unavailable", 503, true, "The identity provider cannot be reached or answers what cannot be used; try again shortly."
        "O provedor de identidade não responde ou responde algo que não serve; tente de novo em instantes.";
    Timeout = "timeout", 503, true, "The server took too long; try again."
        "O servidor demorou demais; tente de novo.";
    StorageFull = "storage_full", 507, true, "The server has no room left."
        "O servidor está sem espaço.";
}

/// One field that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Path of the field in the request, as `visitor.email`.
    pub field: String,
    /// One word: `required`, `too_long`, `too_short`, `malformed`, `out_of_range`, `unknown`.
    pub problem: String,
    /// A sentence for a person.
    pub detail: String,
}

/// The body of every error answer (`application/problem+json`), and of error frames on the socket.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Always `about:blank`: `code` tells what happened.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable word to act on.
    pub code: ErrorCode,
    /// The code's sentence, in the language that `Accept-Language` wishes for.
    pub title: String,
    /// What was special about this case, for whoever writes the program; in English, unless the organization wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Whether the same request can succeed later.
    pub retryable: bool,
    /// Fields that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Contacts that are probably the same person, the most probable first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duplicates: Vec<uuid::Uuid>,
    /// With `second_factor_required`: what the code is sent with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// The request's id, to be found in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}
