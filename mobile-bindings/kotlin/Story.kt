// The agent's story through the Kotlin bindings on the JVM, against a running server; the visitor speaks plain HTTP.
// Environment: PRONTO_URL PRONTO_ORGANIZATION PRONTO_EMAIL PRONTO_PASSWORD PRONTO_QUEUE PRONTO_EMAIL_2

import chat.pronto.core.*
import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.nio.ByteBuffer
import java.nio.file.Files
import java.util.UUID
import java.util.concurrent.ConcurrentHashMap
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import kotlin.concurrent.thread
import kotlin.system.exitProcess
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** How long anything may take: not how long it takes, but when nobody expects it any more, also on a busy machine. */
const val STEP_MS = 45_000L
val started = System.nanoTime()

class Failed(what: String) : Exception(what)

fun say(text: String) = println("%7.3f s  %s".format((System.nanoTime() - started) / 1e9, text))

fun check(holds: Boolean, what: () -> String) {
    if (!holds) throw Failed(what())
}

fun environment(name: String) = System.getenv("PRONTO_$name") ?: throw Failed("missing: PRONTO_$name")

suspend fun until(what: String, holds: suspend () -> Boolean) {
    val deadline = System.nanoTime() + STEP_MS * 1_000_000
    while (!holds()) {
        check(System.nanoTime() < deadline) { "$what: not within $STEP_MS ms" }
        delay(20)
    }
}

/** Secure storage that forgets. */
class Storage : SecureStorage {
    private val values = ConcurrentHashMap<String, ByteArray>()
    override fun get(key: String): ByteArray? = values[key]
    override fun set(key: String, value: ByteArray) { values[key] = value }
    override fun remove(key: String) { values.remove(key) }
}

/** Keeps every event, and counts the threads they came on: each is a Java thread that JNA had to make. */
class Listener : SessionListener {
    val events = java.util.Collections.synchronizedList(mutableListOf<SessionEvent>())
    override fun onEvents(events: List<SessionEvent>) {
        // Without it JNA makes and drops a Java thread for every call from the core's.
        com.sun.jna.Native.detach(false)
        this.events.addAll(events)
    }
    fun any(holds: (SessionEvent) -> Boolean) = synchronized(events) { events.any(holds) }
}

/** A chat's timeline put together from what is told of it, as a screen does. */
class Timeline : TimelineListener {
    private val items = mutableListOf<TimelineItem>()
    override fun onDiffs(diffs: List<TimelineDiff>) = synchronized(items) {
        for (diff in diffs) when (diff) {
            is TimelineDiff.Reset -> { items.clear(); items.addAll(diff.items) }
            is TimelineDiff.Insert -> items.add(diff.index.toInt(), diff.item)
            is TimelineDiff.Update -> items[diff.index.toInt()] = diff.item
            is TimelineDiff.Remove -> { items.removeAt(diff.index.toInt()) }
        }
        Unit
    }
    fun texts() = synchronized(items) {
        items.map { if (it is TimelineItem.Entry) it.entry.text else "(${(it as TimelineItem.ToSend).outgoing.text})" }
    }
    fun entries() = synchronized(items) { items.filterIsInstance<TimelineItem.Entry>().map { it.entry.entryId } }
}

/** A wire to the server that can be cut. */
class Wire(url: String) {
    private val server = URI(url)
    private val listener = ServerSocket(0, 50, InetAddress.getLoopbackAddress())
    private val open = ConcurrentHashMap.newKeySet<Socket>()
    @Volatile private var up = true
    val url = "http://127.0.0.1:${listener.localPort}"

    init {
        thread(isDaemon = true) {
            while (true) {
                val phone = listener.accept()
                if (!up) { phone.close(); continue }
                val there = Socket(server.host, server.port)
                for ((one, other) in listOf(phone to there, there to phone)) {
                    open.add(one)
                    thread(isDaemon = true) { carry(one, other) }
                }
            }
        }
    }

    private fun carry(one: Socket, other: Socket) {
        runCatching { one.getInputStream().transferTo(other.getOutputStream()) }
        runCatching { one.close() }
        runCatching { other.close() }
        open.remove(one)
    }

    fun cut() { up = false; open.toList().forEach { runCatching { it.close() } } }
    fun mend() { up = true }
}

fun word(json: String, key: String) = Regex("\"$key\":\"([^\"]*)\"").find(json)!!.groupValues[1]

/** A visitor who speaks plain HTTP. */
class Visitor(private val url: String, private val organization: String) {
    private val http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
    private var token: String? = null

    private fun call(method: String, path: String, body: String?): String {
        val request = HttpRequest.newBuilder(URI("${url.trimEnd('/')}/$path")).header("Content-Type", "application/json")
        token?.let { request.header("Authorization", "Bearer $it") }
        val publisher = body?.let { HttpRequest.BodyPublishers.ofString(it) } ?: HttpRequest.BodyPublishers.noBody()
        val answer = http.send(request.method(method, publisher).build(), BodyHandlers.ofString())
        check(answer.statusCode() < 300) { "$method $path: ${answer.statusCode()} ${answer.body()}" }
        return answer.body()
    }

    fun startChat(queue: String, text: String): String {
        token = word(call("POST", "v1/visitors", """{"organization":"$organization"}"""), "token")
        return word(call("POST", "v1/visitor/chats", """{"client_id":"${newReplyId()}","queue":"$queue","text":"$text"}"""), "id")
    }

    fun send(chatId: String, text: String) {
        call("POST", "v1/visitor/chats/$chatId/messages", """{"client_id":"${newReplyId()}","text":"$text"}""")
    }

    fun messages(chatId: String) = call("GET", "v1/visitor/chats/$chatId/messages?limit=100", null)
    fun state(chatId: String) = word(call("GET", "v1/visitor/chats/$chatId", null), "state")
}

suspend fun signIn(
    core: Pronto, email: String, device: String, url: String = environment("URL"), code: String? = null,
): Session {
    val credentials = Credentials(
        environment("ORGANIZATION"), email, environment("PASSWORD"), DevicePlatform.ANDROID, device, code = code)
    return core.signIn(url, credentials)
}

suspend fun online(session: Session): Listener {
    val listener = Listener()
    session.start(listener)
    session.untilOnline(STEP_MS.toULong())
    return listener
}

/** What an authenticator app shows for a secret in base32. */
fun codeOf(secret: String, nowMs: Long): String {
    val bits = secret.map { "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(it).toString(2).padStart(5, '0') }.joinToString("")
    val key = bits.chunked(8).filter { it.length == 8 }.map { it.toInt(2).toByte() }.toByteArray()
    val mac = Mac.getInstance("HmacSHA1").apply { init(SecretKeySpec(key, "HmacSHA1")) }
    val digest = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(8).putLong(nowMs / 30_000).array()))
    return "%06d".format((digest.getInt(digest[19].toInt() and 15) and 0x7FFFFFFF) % 1_000_000)
}

/** An agent sets up an authenticator app, and is asked for a code from then on; gives the session that a recovery code opened. */
suspend fun secondFactor(email: String): Session {
    val core = Pronto(Storage(), null)
    val first = signIn(core, email, "story, the other")
    val secret = word(first.beginTotp("""{"password":"${environment("PASSWORD")}"}"""), "secret")
    val given = first.confirmTotp("""{"code":"${codeOf(secret, first.serverNowMs())}"}""")
    val codes = Regex("\"([^\"]+)\"").findAll(given.substringAfter("[")).map { it.groupValues[1] }.toList()
    first.signOut()
    try {
        signIn(core, email, "story, the other")
        throw Failed("no second factor was asked for")
    } catch (asked: ProntoException.SecondFactorRequired) {
        say("a second factor is asked for")
    }
    val session = signIn(core, email, "story, the other", code = codes[0])
    session.disableTotp("""{"code":"${codes[1]}"}""")
    say("a second factor was given")
    return session
}

/** What a screen for an answer and one for a close show; gives the disposition to close with. */
suspend fun registers(session: Session, chat: Chat): String {
    val word = "oi-${UUID.randomUUID().toString().take(8)}"
    session.addCannedResponse("""{"shortcut":"$word","text":"Chat {{chat.number}}"}""")
    val canned = session.cannedResponses(words = word, chatId = chat.chatId).items.single()
    check(canned.rendered == "Chat ${chat.number}") { "rendered otherwise: $canned" }
    session.addDisposition("""{"name":"$word","queue_id":"${chat.queueId}"}""")
    return session.dispositions(chat.queueId).single { it.name == word }.dispositionId
}

suspend fun killAndResume(visitor: Visitor, chatId: String) {
    val (wire, storage) = Wire(environment("URL")) to Storage()
    val folder = Files.createTempDirectory("pronto-story-").toString()
    var core = Pronto(storage, folder)
    var session = signIn(core, environment("EMAIL"), "story, the phone", wire.url)
    val agentId = session.account().agentId
    online(session)
    var rows = Timeline()
    var watched = session.watchTimeline(chatId, rows)
    until("the timeline") { rows.texts().isNotEmpty() }
    wire.cut()
    repeat(3) { session.sendText(chatId, "Sem rede $it") }
    session.sendFile(chatId, "O contrato", "contrato.txt", "text/plain", "contrato ".repeat(20_000).toByteArray())
    session.setDraft(chatId, "Um rascunho")
    val waiting = listOf("(Sem rede 0)", "(Sem rede 1)", "(Sem rede 2)", "(O contrato)")
    until("what waits") { rows.texts().takeLast(4) == waiting }
    say("written without a network")

    watched.cancel()
    watched.destroy()
    session.destroy()
    core.destroy()
    core = Pronto(storage, folder)
    session = core.session(agentId)!!
    check(session.draft(chatId) == "Um rascunho") { "the draft is lost" }
    rows = Timeline()
    watched = session.watchTimeline(chatId, rows)
    until("what waits, after the kill") { rows.texts().lastOrNull() == "(O contrato)" }
    wire.mend()
    online(session)
    until("everything sent") { rows.texts().size > 3 && rows.texts().none { it.startsWith("(") } }
    val told = visitor.messages(chatId)
    val sent = Regex("Sem rede \\d").findAll(told).map { it.value }.toList()
    check(sent == List(3) { "Sem rede $it" }) { "sent otherwise: $sent" }
    check(Regex("\"name\":\"contrato.txt\"").findAll(told).count() == 1) { "the file did not arrive once: $told" }
    until("the list that the core holds") { rows.entries() == session.timeline(chatId).map { it.entryId } }
    check(session.searchHere(chatId, "SEM REDE 1", 5u).map { it.text } == listOf("Sem rede 1")) { "found otherwise" }
    check(session.showPreferences().startsWith("{")) { "the preferences are no object" }
    say("killed, resumed, and everything sent once")

    session.endSession(session.account().sessionId)
    until("the ended session is forgotten") { core.accounts().isEmpty() }
    until("the link has ended") { session.linkStatus() == LinkStatus.SESSION_ENDED }
    until("no chats of an ended session") { session.chats().isEmpty() }
    watched.cancel()
    say("ended from afar, and nothing is left")
}

suspend fun story() {
    val core = Pronto(Storage(), null)
    val wrong = Credentials(
        environment("ORGANIZATION"), environment("EMAIL"), "certainly not it", DevicePlatform.ANDROID, "story")
    try {
        core.signIn(environment("URL"), wrong)
        throw Failed("a wrong password signed in")
    } catch (refused: ProntoException.Api) {
        check(refused.code == "wrong_credentials") { "unexpected refusal: ${refused.code}" }
    }
    val session = signIn(core, environment("EMAIL"), "story")
    val events = online(session)
    session.setAvailability(AgentAvailability.READY)
    val push = decodePush(PushInput.Fcm(mapOf("pronto" to """{"v":1,"kind":"message","delivery_id":"${newReplyId()}",
        "session_id":"${session.account().sessionId}","sent_at":"2026-01-31T12:00:00.000Z","badge":2,
        "chat_id":"${newReplyId()}","position":1,"title":"Maria","body":"Oi"}""")), null)
    check(push.badge == 2u && push.display is Display.Show) { "the push was read wrongly" }
    say("signed in, online, and a push read")

    val visitor = Visitor(environment("URL"), environment("ORGANIZATION"))
    val chatId = visitor.startChat(environment("QUEUE"), "Bom dia!")
    until("the offer") { events.any { it is SessionEvent.OfferMade && it.offer.chatId == chatId } }
    val chat = session.acceptOffer(session.offers().first { it.chatId == chatId }.offerId)
    check(chat.joined && chat.status == ChatStatus.ACTIVE) { "the chat was not accepted" }
    check(chat.channel == ChatChannel.WIDGET && chat.replyUntilMs == null) { "it came in otherwise: $chat" }
    val canary = "canary-${UUID.randomUUID()}"
    session.whisper(chatId, canary)
    session.sendText(chatId, "Ola, Maria.")
    until("the answer") { "Ola, Maria." in visitor.messages(chatId) }
    until("the whisper") { session.timeline(chatId).any { it.text == canary && it.whisper && it.author == Author.ME } }
    check(canary !in visitor.messages(chatId)) { "the visitor reads the whisper" }
    say("offered, accepted, answered and whispered; the visitor reads the answer alone")

    killAndResume(visitor, chatId)

    visitor.send(chatId, "Obrigada!")
    until("the thanks") { session.timeline(chatId).any { it.text == "Obrigada!" } }
    session.markRead(chatId, session.timeline(chatId).last().position)
    until("nothing unread") { session.chats().first { it.chatId == chatId }.unreadCount == 0u }
    val other = secondFactor(environment("EMAIL_2"))
    online(other)
    val conversation = session.openDirect(other.account().agentId)
    session.sendDirect(conversation, "Almoco?")
    until("the direct message") { other.directMessages(conversation).any { it.text == "Almoco?" && !it.mine } }
    other.signOut()
    session.closeChat(chatId, "respondido", true, registers(session, chat))
    check(visitor.state(chatId) == "closed") { "the visitor sees the chat ${visitor.state(chatId)}" }
    session.signOut()
    check(core.accounts().isEmpty()) { "the account is still kept" }
    say("a colleague read a direct message; closed and signed out")
}

fun main() {
    // Before anything else: a library that does not fit would end the process otherwise.
    uniffiEnsureInitialized()
    val code = try {
        runBlocking { withTimeout(STEP_MS * 6) { story() } }
        say("every step was seen")
        0
    } catch (error: Exception) {
        say("FAILED: $error")
        1
    }
    // The core's threads are no daemons.
    exitProcess(code)
}
