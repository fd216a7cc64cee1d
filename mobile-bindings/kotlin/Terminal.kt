// An agent at a terminal, through the core: a small app to begin with. After mobile-bindings/generate:
//   PRONTO_URL=… PRONTO_ORGANIZATION=… PRONTO_EMAIL=… PRONTO_PASSWORD=… mobile-bindings/kotlin/test --terminal
// What is kept stays in the folder that PRONTO_FOLDER names, so that a second start needs no password and no network.

package terminal

import chat.pronto.core.*
import java.io.File
import java.nio.file.Files
import java.nio.file.attribute.PosixFilePermissions
import java.util.Base64
import kotlin.system.exitProcess
import kotlinx.coroutines.runBlocking

const val HELP = """commands
  list                 chats that wait, one's own, and those of others
  ready | busy | pause what one declares
  accept N             takes the chat with this number
  open N               shows a chat and what comes into it
  say TEXT             answers in the opened chat; alone on a line, any other text does the same
  whisper TEXT         to the agents of the opened chat alone
  close                closes the opened chat as solved
  push JSON            reads a push as FCM would hand it over
  quit"""

/** Secure storage for a terminal: a folder that only its owner reads. An app uses the Keystore. */
class FolderStorage(private val folder: File) : SecureStorage {
    init {
        folder.mkdirs()
        Files.setPosixFilePermissions(folder.toPath(), PosixFilePermissions.fromString("rwx------"))
    }
    private fun file(key: String) = File(folder, Base64.getUrlEncoder().encodeToString(key.toByteArray()))
    override fun get(key: String): ByteArray? = file(key).takeIf { it.exists() }?.readBytes()
    override fun set(key: String, value: ByteArray) = file(key).writeBytes(value)
    override fun remove(key: String) { file(key).delete() }
}

/** A list put together from its differences. */
class Chats(private val changed: () -> Unit) : ChatListener {
    @Volatile var items = listOf<ChatItem>()
        private set
    override fun onDiffs(diffs: List<ChatDiff>) {
        val now = items.toMutableList()
        for (diff in diffs) when (diff) {
            is ChatDiff.Reset -> { now.clear(); now.addAll(diff.items) }
            is ChatDiff.Insert -> now.add(diff.index.toInt(), diff.item)
            is ChatDiff.Update -> now[diff.index.toInt()] = diff.item
            is ChatDiff.Remove -> { now.removeAt(diff.index.toInt()) }
        }
        items = now
        changed()
    }
}

/** Prints what comes into the opened chat. */
class Shown : TimelineListener {
    override fun onDiffs(diffs: List<TimelineDiff>) {
        for (diff in diffs) when (diff) {
            is TimelineDiff.Reset -> diff.items.takeLast(20).forEach(::show)
            is TimelineDiff.Insert -> show(diff.item)
            is TimelineDiff.Update -> if (diff.item is TimelineItem.Entry) show(diff.item)
            is TimelineDiff.Remove -> {}
        }
    }
    private fun show(item: TimelineItem) = when (item) {
        is TimelineItem.Entry -> {
            val mark = if (item.entry.whisper) "~" else if (item.entry.author == Author.SYSTEM) "*" else " "
            println("  $mark ${item.entry.authorName}: ${item.entry.notice ?: item.entry.text}")
        }
        is TimelineItem.ToSend -> println("    … ${item.outgoing.text}")
    }
}

class Told : SessionListener {
    override fun onEvents(events: List<SessionEvent>) {
        // One Java thread for all calls from the core's, instead of one each.
        com.sun.jna.Native.detach(false)
        for (event in events) when (event) {
            is SessionEvent.Link -> println("[${event.status.name.lowercase()}]")
            is SessionEvent.OfferMade -> println("[offered: ${event.offer.visitorName ?: "a visitor"} in ${event.offer.queueName}]")
            is SessionEvent.SendChanged -> (event.status as? SendStatus.Failed)?.let { println("[not sent: ${it.reason}]") }
            else -> {}
        }
    }
}

class Desk(private val session: Session) {
    private val lists = Inbox.entries.associateWith { Chats {} }
    // Held, since a list ends with its subscription.
    private val watched = lists.map { (inbox, chats) -> session.watchChats(inbox, chats) }
    private var opened: Pair<String, ListSubscription>? = null

    private fun byNumber(number: String): ChatItem =
        lists.values.flatMap { it.items }.firstOrNull { it.chat.number.toString() == number } ?: error("no chat $number")

    private fun list() = lists.forEach { (inbox, chats) ->
        println("${inbox.name.lowercase()}:")
        for (item in chats.items) {
            val unread = if (item.chat.unreadCount > 0u) " (${item.chat.unreadCount} unread)" else ""
            println("  #${item.chat.number} ${item.chat.visitorName ?: "visitor"} ${item.chat.subject ?: ""}$unread")
        }
    }

    private fun open(chatId: String) {
        opened?.second?.cancel()
        opened = chatId to session.watchTimeline(chatId, Shown())
    }

    private fun chatId() = opened?.first ?: error("open a chat first")

    /** False when it was the last. */
    suspend fun obey(line: String): Boolean {
        val word = line.substringBefore(' ')
        val rest = line.substringAfter(' ', "")
        when (word) {
            "" -> {}
            "help" -> println(HELP)
            "list" -> list()
            "ready" -> session.setAvailability(AgentAvailability.READY)
            "busy" -> session.setAvailability(AgentAvailability.BUSY)
            "pause" -> session.setAvailability(AgentAvailability.NOT_READY)
            "accept" -> open(session.acceptChat(byNumber(rest).chat.chatId).chatId)
            "open" -> open(byNumber(rest).chat.chatId)
            "say" -> session.sendText(chatId(), rest)
            "whisper" -> session.whisper(chatId(), rest)
            "close" -> session.closeChat(chatId(), null, true)
            "push" -> println(decodePush(PushInput.Fcm(mapOf("pronto" to rest)), null).display)
            "quit" -> return false
            else -> session.sendText(chatId(), line)
        }
        return true
    }
}

suspend fun session(core: Pronto): Session {
    core.accounts().firstOrNull()?.let { kept -> core.session(kept)?.let { return it } }
    fun setting(name: String) = System.getenv("PRONTO_$name") ?: error("PRONTO_$name says nothing")
    val credentials = Credentials(
        setting("ORGANIZATION"), setting("EMAIL"), setting("PASSWORD"), DevicePlatform.ANDROID, "terminal")
    return core.signIn(setting("URL"), credentials)
}

fun main() {
    uniffiEnsureInitialized()
    val folder = File(System.getenv("PRONTO_FOLDER") ?: "${System.getProperty("user.home")}/.pronto-terminal")
    runBlocking {
        val core = Pronto(FolderStorage(File(folder, "secrets")), File(folder, "core").path)
        val session = session(core)
        session.start(Told())
        val desk = Desk(session)
        println(HELP)
        while (true) {
            val line = readlnOrNull() ?: break
            try {
                if (!desk.obey(line.trim())) break
            } catch (problem: Exception) {
                println("[${problem.message}]")
            }
        }
        session.stop()
    }
    // The core's threads are no daemons.
    exitProcess(0)
}
