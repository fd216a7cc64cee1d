// An agent at a terminal, through the core: a small app to begin with. After mobile-bindings/generate:
//   PRONTO_URL=… PRONTO_ORGANIZATION=… PRONTO_EMAIL=… PRONTO_PASSWORD=… mobile-bindings/swift/test --terminal
// What is kept stays in the folder that PRONTO_FOLDER names, so that a second start needs no password and no network.

import Foundation
import ProntoCore

let help = """
    commands
      list                 chats that wait, one's own, and those of others
      ready | busy | pause what one declares
      accept N             takes the chat with this number
      open N               shows a chat and what comes into it
      say TEXT             answers in the opened chat; alone on a line, any other text does the same
      whisper TEXT         to the agents of the opened chat alone
      close                closes the opened chat as solved
      push JSON            reads a push as APNs would hand it over
      quit
    """

struct Problem: Error, CustomStringConvertible {
    let description: String
}

func tell(_ line: String) {
    print(line)
    fflush(stdout)
}

/// Secure storage for a terminal: a folder that only its owner reads. An app uses the Keychain.
final class FolderStorage: SecureStorage {
    private let folder: URL

    init(_ folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private func file(_ key: String) -> URL {
        let name = Data(key.utf8).base64EncodedString().replacingOccurrences(of: "/", with: "_")
        return folder.appendingPathComponent(name)
    }

    func get(key: String) throws -> Data? { try? Data(contentsOf: file(key)) }
    func set(key: String, value: Data) throws { try value.write(to: file(key), options: .atomic) }
    func remove(key: String) throws { try? FileManager.default.removeItem(at: file(key)) }
}

/// A list put together from its differences.
final class Chats: ChatListener, @unchecked Sendable {
    private let lock = NSLock()
    private var rows: [ChatItem] = []

    var items: [ChatItem] { lock.withLock { rows } }

    func onDiffs(diffs: [ChatDiff]) throws {
        lock.withLock {
            for diff in diffs {
                switch diff {
                case .reset(let items): rows = items
                case .insert(let index, let item): rows.insert(item, at: Int(index))
                case .update(let index, let item): rows[Int(index)] = item
                case .remove(let index): rows.remove(at: Int(index))
                }
            }
        }
    }
}

/// Prints what comes into the opened chat.
final class Shown: TimelineListener {
    func onDiffs(diffs: [TimelineDiff]) throws {
        for diff in diffs {
            switch diff {
            case .reset(let items): items.suffix(20).forEach(show)
            case .insert(_, let item): show(item)
            case .update(_, let item): if case .entry = item { show(item) }
            case .remove: break
            }
        }
    }

    private func show(_ item: TimelineItem) {
        switch item {
        case .entry(let entry):
            let mark = entry.whisper ? "~" : entry.author == .system ? "*" : " "
            tell("  \(mark) \(entry.authorName): \(entry.notice ?? entry.text)")
        case .toSend(let outgoing): tell("    … \(outgoing.text)")
        }
    }
}

final class Told: SessionListener {
    func onEvents(events: [SessionEvent]) throws {
        for event in events {
            switch event {
            case .link(let status): tell("[\(status)]")
            case .offerMade(let offer): tell("[offered: \(offer.visitorName ?? "a visitor") in \(offer.queueName)]")
            case .sendChanged(_, .failed(let reason)): tell("[not sent: \(reason)]")
            default: break
            }
        }
    }
}

final class Desk {
    private let session: Session
    private let lists: [(name: String, chats: Chats)]
    // Held, since a list ends with its subscription.
    private let watched: [ListSubscription]
    private var opened: (chatId: String, watched: ListSubscription)?

    init(_ session: Session) throws {
        self.session = session
        let inboxes: [Inbox] = [.waiting, .mine, .others]
        lists = inboxes.map { ("\($0)", Chats()) }
        watched = try zip(inboxes, lists).map { try session.watchChats(inbox: $0, listener: $1.chats) }
    }

    private func byNumber(_ number: String) throws -> Chat {
        let chats = lists.flatMap(\.chats.items).map(\.chat)
        guard let chat = chats.first(where: { String($0.number) == number }) else { throw Problem(description: "no chat \(number)") }
        return chat
    }

    private func list() {
        for (name, chats) in lists {
            tell("\(name):")
            for item in chats.items {
                let chat = item.chat
                let unread = chat.unreadCount > 0 ? " (\(chat.unreadCount) unread)" : ""
                tell("  #\(chat.number) \(chat.visitorName ?? "visitor") \(chat.subject ?? "")\(unread)")
            }
        }
    }

    private func open(_ chatId: String) throws {
        try opened?.watched.cancel()
        opened = (chatId, try session.watchTimeline(chatId: chatId, listener: Shown()))
    }

    private func chatId() throws -> String {
        guard let opened else { throw Problem(description: "open a chat first") }
        return opened.chatId
    }

    /// False when it was the last.
    func obey(_ line: String) async throws -> Bool {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        switch words.first {
        case nil: break
        case "help": tell(help)
        case "list": list()
        case "ready": try await session.setAvailability(availability: .ready)
        case "busy": try await session.setAvailability(availability: .busy)
        case "pause": try await session.setAvailability(availability: .notReady)
        case "accept": try open(await session.acceptChat(chatId: byNumber(rest).chatId).chatId)
        case "open": try open(byNumber(rest).chatId)
        case "say": _ = try await session.sendText(chatId: chatId(), text: rest)
        case "whisper": _ = try await session.whisper(chatId: chatId(), text: rest)
        case "close": try await session.closeChat(chatId: chatId(), reason: nil, solved: true)
        case "push": tell("\(try decodePush(payload: .apns(json: rest), keys: nil).display)")
        case "quit": return false
        default: _ = try await session.sendText(chatId: chatId(), text: line)
        }
        return true
    }
}

func session(_ core: Pronto) async throws -> Session {
    if let kept = try await core.accounts().first, let session = try await core.session(agentId: kept) { return session }
    func setting(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment["PRONTO_\(name)"] else {
            throw Problem(description: "PRONTO_\(name) says nothing")
        }
        return value
    }
    let credentials = Credentials(
        organization: try setting("ORGANIZATION"), email: try setting("EMAIL"), password: try setting("PASSWORD"),
        platform: .ios, deviceName: "terminal")
    return try await core.signIn(serverUrl: setting("URL"), credentials: credentials)
}

@main
struct Terminal {
    static func main() async throws {
        let named = ProcessInfo.processInfo.environment["PRONTO_FOLDER"].map { URL(fileURLWithPath: $0) }
        let folder = named ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".pronto-terminal")
        let storage = try FolderStorage(folder.appendingPathComponent("secrets"))
        let core = try Pronto(storage: storage, dataFolder: folder.appendingPathComponent("core").path)
        let session = try await session(core)
        try await session.start(listener: Told())
        let desk = try Desk(session)
        tell(help)
        while let line = readLine() {
            do {
                if try await !desk.obey(line.trimmingCharacters(in: .whitespaces)) { break }
            } catch {
                tell("[\(error)]")
            }
        }
        try await session.stop()
    }
}
