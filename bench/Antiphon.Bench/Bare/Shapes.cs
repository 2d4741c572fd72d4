namespace Antiphon.Bench.Bare;

/// <summary>The answers of the bare endpoint: the members that the server sends, in the order of the columns of the same statements.</summary>
internal static class Shapes
{
    private static readonly Member[] Person = ["id", "email", "name", "meta"];

    public static readonly RowShape Compact = new([.. Ticket(compact: true)]);

    /// <summary>Without customer, messages and the end of the object, which other statements bring.</summary>
    public static readonly RowShape Detail = new([.. Ticket(compact: false)]);

    public static readonly RowShape Message = new(
        "id", new("uri") { Path = "/api/tickets/0/messages/" }, "ticket_id", "message_id", "external_id", "public", "channel", "via", "source", "auth_customer_identity",
        "integration_id", "intents", "rule_id", "from_agent", "subject", "body_text", "body_html", "stripped_text", "stripped_html", "stripped_signature", "attachments",
        "macros", "actions", "headers", "imported", "meta", "created_datetime", "processed_datetime", "deleted_datetime", "sent_datetime", "failed_datetime",
        "opened_datetime", "last_sending_error", "is_retriable", new("author", Person), new("sender", Person), new("receiver", Person));

    public static readonly RowShape Customer = new(
        "id", "external_id", "active", "email", "name", "language", "timezone", "note", "meta", "data", "created_datetime", "updated_datetime", "custom_fields");

    public static readonly RowShape Channel = new(
        "id", Member.Unused, "type", "address", "preferred", "created_datetime", "updated_datetime", new("deleted_datetime") { Constant = "null" },
        new("user") { Constant = """{"id":123456,"name":"Mira Olsen 123456"}""" }, new("customer") { Constant = """{"id":123456,"name":"Mira Olsen 123456"}""" });

    private static IEnumerable<Member> Ticket(bool compact)
    {
        // What only one of the two answers shows.
        Member Only(bool shown, string name) => shown ? name : Member.Unused;
        return
        [
            "id", new("uri") { Path = "/api/tickets/" }, "external_id", "status", "priority", "channel", "via", "from_agent", "language", "subject", "summary", "meta",
            Member.Unused, "spam", Only(!compact, "imported"), Only(compact, "messages_count"), Only(compact, "excerpt"), Only(compact, "last_sent_message_not_delivered"),
            "created_datetime", Only(!compact, "processed_datetime"), "updated_datetime", "opened_datetime", "last_received_message_datetime", "last_message_datetime",
            "closed_datetime", "trashed_datetime", "snooze_datetime", "is_unread", "tags", Only(compact, "integrations"),
            .. compact ? [new Member("customer", Person)] : (Member[])[Member.Unused, Member.Unused, Member.Unused, Member.Unused],
            new("assignee_user", ["id", "email", "name", "meta", "bio"]), new("assignee_team", ["id", "name", "decoration"]), Only(!compact, "custom_fields"),
        ];
    }
}
