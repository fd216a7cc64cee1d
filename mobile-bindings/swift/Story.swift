// The agent's story through the Swift bindings, against a running server; the visitor speaks plain HTTP.
// Environment: PRONTO_URL PRONTO_ORGANIZATION PRONTO_EMAIL PRONTO_PASSWORD PRONTO_QUEUE PRONTO_EMAIL_2

import Dispatch
import Foundation
import ProntoCore

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// How long anything may take: not how long it takes, but when nobody expects it any more, also on a busy machine.
let stepSeconds = 45.0
let started = Date()

struct Failed: Error, CustomStringConvertible {
    let description: String
}

func say(_ text: String) {
    print(String(format: "%7.3f s  ", Date().timeIntervalSince(started)) + text)
    fflush(stdout)
}

func check(_ holds: Bool, _ what: @autoclosure () -> String) throws {
    if !holds { throw Failed(description: what()) }
}

func environment(_ name: String) throws -> String {
    guard let value = ProcessInfo.processInfo.environment["PRONTO_\(name)"] else { throw Failed(description: "missing: PRONTO_\(name)") }
    return value
}

func until(_ what: String, _ holds: () async throws -> Bool) async throws {
    let deadline = Date() + stepSeconds
    while try await !holds() {
        try check(Date() < deadline, "\(what): not within \(stepSeconds) s")
        try await Task.sleep(nanoseconds: 20_000_000)
    }
}

/// Secure storage that forgets.
final class Storage: SecureStorage, @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String: Data] = [:]

    func get(key: String) throws -> Data? { lock.withLock { values[key] } }
    func set(key: String, value: Data) throws { lock.withLock { values[key] = value } }
    func remove(key: String) throws { lock.withLock { values[key] = nil } }
}

/// Keeps every event.
final class Listener: SessionListener, @unchecked Sendable {
    private let lock = NSLock()
    private var events: [SessionEvent] = []

    func onEvents(events: [SessionEvent]) throws { lock.withLock { self.events += events } }

    func offered(_ chatId: String) -> Bool {
        lock.withLock {
            events.contains { if case .offerMade(let offer) = $0 { offer.chatId == chatId } else { false } }
        }
    }
}

/// A chat's timeline put together from what is told of it, as a screen does.
final class Timeline: TimelineListener, @unchecked Sendable {
    private let lock = NSLock()
    private var items: [TimelineItem] = []

    func onDiffs(diffs: [TimelineDiff]) throws {
        lock.withLock {
            for diff in diffs {
                switch diff {
                case .reset(let all): items = all
                case .insert(let index, let item): items.insert(item, at: Int(index))
                case .update(let index, let item): items[Int(index)] = item
                case .remove(let index): items.remove(at: Int(index))
                }
            }
        }
    }

    func texts() -> [String] {
        lock.withLock {
            items.map {
                switch $0 {
                case .entry(let entry): entry.text
                case .toSend(let outgoing): "(\(outgoing.text))"
                }
            }
        }
    }

    func entries() -> [String] {
        lock.withLock { items.compactMap { if case .entry(let entry) = $0 { entry.entryId } else { nil } } }
    }
}

/// A wire to the server that can be cut.
final class Wire: @unchecked Sendable {
    let url: String
    private let server: sockaddr_in
    private let listener: Int32
    private let lock = NSLock()
    private var up = true
    private var open: Set<Int32> = []

    init(_ url: String) throws {
        guard let parts = URLComponents(string: url), let port = parts.port else { throw Failed(description: "no port in \(url)") }
        server = Wire.address(UInt16(port))
        let listener = Wire.socket()
        self.listener = listener
        var (here, length) = (Wire.address(0), socklen_t(MemoryLayout<sockaddr_in>.size))
        let bound = Wire.with(&here) { bind(listener, $0, $1) }
        try check(bound == 0 && listen(listener, 50) == 0, "no wire can be laid")
        _ = withUnsafeMutablePointer(to: &here) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        self.url = "http://127.0.0.1:\(UInt16(bigEndian: here.sin_port))"
        Thread.detachNewThread {
            while case let phone = accept(listener, nil, nil), phone >= 0 {
                Thread.detachNewThread { self.serve(phone) }
            }
        }
    }

    func cut() {
        lock.withLock {
            up = false
            for end in open { Wire.stop(end) }
        }
    }

    func mend() { lock.withLock { up = true } }

    private static func socket() -> Int32 {
        #if canImport(Glibc)
        Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        Darwin.socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    private static func with(_ address: inout sockaddr_in, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private static func stop(_ end: Int32) { _ = shutdown(end, Int32(SHUT_RDWR)) }

    private func serve(_ phone: Int32) {
        let there = Wire.socket()
        defer {
            close(phone)
            close(there)
        }
        var server = server
        guard Wire.with(&server, { connect(there, $0, $1) }) == 0 else { return }
        let isUp = lock.withLock {
            if up { open.formUnion([phone, there]) }
            return up
        }
        guard isUp else { return }
        let back = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            self.carry(there, phone)
            back.signal()
        }
        carry(phone, there)
        back.wait()
        lock.withLock { open.subtract([phone, there]) }
    }

    private func carry(_ one: Int32, _ other: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65536)
        while case let count = recv(one, &bytes, bytes.count, 0), count > 0 {
            var sent = 0
            while sent < count, case let more = bytes.withUnsafeBytes({ write(other, $0.baseAddress! + sent, count - sent) }), more > 0 {
                sent += more
            }
            if sent < count { break }
        }
        Wire.stop(one)
        Wire.stop(other)
    }
}

/// A visitor who speaks plain HTTP.
final class Visitor {
    private let url: String
    private let organization: String
    private var token: String?

    init(_ url: String, _ organization: String) {
        self.url = url
        self.organization = organization
    }

    @discardableResult
    private func call(_ method: String, _ path: String, _ body: [String: String]? = nil) async throws -> [String: Any] {
        var request = URLRequest(url: URL(string: "\(url)/v1/\(path)")!, timeoutInterval: stepSeconds)
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let body {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
        }
        let (data, answer) = try await URLSession.shared.data(for: request)
        let status = (answer as? HTTPURLResponse)?.statusCode ?? 0
        try check((200..<300).contains(status), "\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    private func word(_ answer: [String: Any], _ key: String) throws -> String {
        guard let word = answer[key] as? String else { throw Failed(description: "no \(key) in \(answer)") }
        return word
    }

    func startChat(_ queue: String, _ text: String) async throws -> String {
        token = try word(await call("POST", "visitors", ["organization": organization]), "token")
        let chat = ["client_id": try newReplyId(), "queue": queue, "text": text]
        return try word(await call("POST", "visitor/chats", chat), "id")
    }

    func send(_ chatId: String, _ text: String) async throws {
        try await call("POST", "visitor/chats/\(chatId)/messages", ["client_id": try newReplyId(), "text": text])
    }

    func state(_ chatId: String) async throws -> String { try word(await call("GET", "visitor/chats/\(chatId)"), "state") }

    private func messages(_ chatId: String) async throws -> [[String: Any]] {
        try await call("GET", "visitor/chats/\(chatId)/messages?limit=100")["items"] as? [[String: Any]] ?? []
    }

    func texts(_ chatId: String) async throws -> [String] { try await messages(chatId).compactMap { $0["text"] as? String } }

    func files(_ chatId: String) async throws -> [String] {
        try await messages(chatId).flatMap { $0["attachments"] as? [[String: Any]] ?? [] }.compactMap { $0["name"] as? String }
    }
}

func signIn(_ core: Pronto, _ email: String, _ device: String, url: String? = nil, password: String? = nil) async throws -> Session {
    let credentials = Credentials(
        organization: try environment("ORGANIZATION"), email: email, password: try password ?? environment("PASSWORD"),
        platform: .ios, deviceName: device)
    return try await core.signIn(serverUrl: try url ?? environment("URL"), credentials: credentials)
}

@discardableResult
func online(_ session: Session) async throws -> Listener {
    let listener = Listener()
    try await session.start(listener: listener)
    try await session.untilOnline(withinMs: UInt64(stepSeconds * 1000))
    return listener
}

/// What a screen for an answer and one for a close show; gives the disposition to close with.
func registers(_ session: Session, _ chat: Chat) async throws -> String {
    let word = "oi-\(UUID().uuidString.prefix(8).lowercased())"
    _ = try await session.addCannedResponse(body: #"{"shortcut":"\#(word)","text":"Chat {{chat.number}}"}"#)
    let canned = try await session.cannedResponses(words: word, chatId: chat.chatId).items
    try check(canned.map(\.rendered) == ["Chat \(chat.number)"], "rendered otherwise: \(canned)")
    _ = try await session.addDisposition(body: #"{"name":"\#(word)","queue_id":"\#(chat.queueId)"}"#)
    guard let disposition = try await session.dispositions(queueId: chat.queueId).first(where: { $0.name == word }) else {
        throw Failed(description: "the disposition is not listed")
    }
    return disposition.dispositionId
}

func killAndResume(_ visitor: Visitor, _ chatId: String) async throws {
    let (wire, storage) = (try Wire(environment("URL")), Storage())
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pronto-story-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var core: Pronto? = try Pronto(storage: storage, dataFolder: folder)
    var session: Session? = try await signIn(core!, environment("EMAIL"), "story, the phone", url: wire.url)
    let agentId = try session!.account().agentId
    try await online(session!)
    var rows = Timeline()
    var watched: ListSubscription? = try session!.watchTimeline(chatId: chatId, listener: rows)
    try await until("the timeline") { !rows.texts().isEmpty }
    wire.cut()
    for number in 0..<3 { _ = try await session!.sendText(chatId: chatId, text: "Sem rede \(number)") }
    let contract = Data(String(repeating: "contrato ", count: 20_000).utf8)
    _ = try await session!.sendFile(
        chatId: chatId, caption: "O contrato", name: "contrato.txt", contentType: "text/plain", bytes: contract)
    try await session!.setDraft(id: chatId, text: "Um rascunho")
    let waiting = ["(Sem rede 0)", "(Sem rede 1)", "(Sem rede 2)", "(O contrato)"]
    try await until("what waits") { Array(rows.texts().suffix(4)) == waiting }
    say("written without a network")

    try watched!.cancel()
    (watched, session, core) = (nil, nil, nil)
    core = try Pronto(storage: storage, dataFolder: folder)
    guard let resumed = try await core!.session(agentId: agentId) else { throw Failed(description: "the account is not kept") }
    try check(resumed.draft(id: chatId) == "Um rascunho", "the draft is lost")
    rows = Timeline()
    watched = try resumed.watchTimeline(chatId: chatId, listener: rows)
    try await until("what waits, after the kill") { rows.texts().last == "(O contrato)" }
    wire.mend()
    try await online(resumed)
    try await until("everything sent") { rows.texts().count > 3 && !rows.texts().contains { $0.hasPrefix("(") } }
    let sent = try await visitor.texts(chatId).filter { $0.hasPrefix("Sem rede") }
    try check(sent == (0..<3).map { "Sem rede \($0)" }, "sent otherwise: \(sent)")
    let files = try await visitor.files(chatId)
    try check(files == ["contrato.txt"], "the file did not arrive once: \(files)")
    try await until("the list that the core holds") { try rows.entries() == resumed.timeline(chatId: chatId).map(\.entryId) }
    let found = try await resumed.searchHere(chatId: chatId, question: "SEM REDE 1", most: 5)
    try check(found.map(\.text) == ["Sem rede 1"], "found otherwise")
    let preferences = try await resumed.showPreferences()
    try check(preferences.hasPrefix("{"), "the preferences are no object")
    say("killed, resumed, and everything sent once")

    _ = try await resumed.endSession(sessionId: resumed.account().sessionId)
    try await until("the ended session is forgotten") { try await core!.accounts().isEmpty }
    try await until("the link has ended") { try resumed.linkStatus() == .sessionEnded }
    try await until("no chats of an ended session") { try resumed.chats().isEmpty }
    try watched!.cancel()
    say("ended from afar, and nothing is left")
}

func story() async throws {
    let core = try Pronto(storage: Storage(), dataFolder: nil)
    do {
        _ = try await signIn(core, environment("EMAIL"), "story", password: "certainly not it")
        throw Failed(description: "a wrong password signed in")
    } catch ProntoError.Api(_, let code, _, _) {
        try check(code == "wrong_credentials", "unexpected refusal: \(code)")
    }
    let session = try await signIn(core, environment("EMAIL"), "story")
    let events = try await online(session)
    try await session.setAvailability(availability: .ready)
    let content = """
        {"v":1,"kind":"message","delivery_id":"\(try newReplyId())","session_id":"\(try session.account().sessionId)",
        "sent_at":"2026-01-31T12:00:00.000Z","badge":2,"chat_id":"\(try newReplyId())","position":1,"title":"Maria","body":"Oi"}
        """
    let push = try decodePush(payload: .fcm(data: ["pronto": content]), keys: nil)
    guard case .show(_, _, _, let title, _, _) = push.display, title == "Maria", push.badge == 2 else {
        throw Failed(description: "the push was read wrongly: \(push)")
    }
    say("signed in, online, and a push read")

    let visitor = Visitor(try environment("URL"), try environment("ORGANIZATION"))
    let chatId = try await visitor.startChat(environment("QUEUE"), "Bom dia!")
    try await until("the offer") { events.offered(chatId) }
    guard let offer = try session.offers().first(where: { $0.chatId == chatId }) else {
        throw Failed(description: "the offer is in no list")
    }
    let chat = try await session.acceptOffer(offerId: offer.offerId)
    try check(chat.joined && chat.status == .active, "the chat was not accepted")
    try check(chat.channel == .widget && chat.replyUntilMs == nil, "it came in otherwise: \(chat)")
    let canary = "canary-\(UUID())"
    _ = try await session.whisper(chatId: chatId, text: canary)
    _ = try await session.sendText(chatId: chatId, text: "Olá, Maria.")
    try await until("the answer") { try await visitor.texts(chatId).contains("Olá, Maria.") }
    try await until("the whisper") {
        try session.timeline(chatId: chatId).contains { $0.text == canary && $0.whisper && $0.author == .me }
    }
    let told = try await visitor.texts(chatId)
    try check(!told.contains(canary), "the visitor reads the whisper")
    say("offered, accepted, answered and whispered; the visitor reads the answer alone")

    try await killAndResume(visitor, chatId)

    try await visitor.send(chatId, "Obrigada!")
    try await until("the thanks") { try session.timeline(chatId: chatId).contains { $0.text == "Obrigada!" } }
    try await session.markRead(chatId: chatId, position: session.timeline(chatId: chatId).last!.position)
    try await until("nothing unread") { try session.chats().first { $0.chatId == chatId }?.unreadCount == 0 }
    let other = try await signIn(Pronto(storage: Storage(), dataFolder: nil), environment("EMAIL_2"), "story, the other")
    try await online(other)
    let conversation = try await session.openDirect(agentId: other.account().agentId)
    _ = try await session.sendDirect(conversationId: conversation, text: "Almoço?")
    try await until("the direct message") {
        try other.directMessages(conversationId: conversation).contains { $0.text == "Almoço?" && !$0.mine }
    }
    try await other.signOut()
    let dispositionId = try await registers(session, chat)
    try await session.closeChat(chatId: chatId, reason: "respondido", solved: true, dispositionId: dispositionId)
    let state = try await visitor.state(chatId)
    try check(state == "closed", "the visitor sees the chat \(state)")
    try await session.signOut()
    let kept = try await core.accounts()
    try check(kept.isEmpty, "the account is still kept")
    say("a colleague read a direct message; closed and signed out")
}

@main
struct Main {
    static func main() async {
        // A global begins when it is first asked for.
        _ = started
        // A wire that was cut is told by what a write returns.
        signal(SIGPIPE, SIG_IGN)
        DispatchQueue.global().asyncAfter(deadline: .now() + 6 * stepSeconds) {
            say("FAILED: not within \(6 * stepSeconds) s")
            exit(1)
        }
        do {
            try await story()
        } catch {
            say("FAILED: \(error)")
            exit(1)
        }
        say("every step was seen")
    }
}
