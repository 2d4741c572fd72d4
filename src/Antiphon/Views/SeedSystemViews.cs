using Antiphon.Data;

namespace Antiphon.Views;

/// <summary>Gives a new account the views that every account has (contract page views, "System views of a new account"). Accounts from before got them by a migration.</summary>
internal sealed class SeedSystemViews(DeskDb db, TimeProvider clock)
{
    private const string TicketColumns = "details,tags,customer,last_message";

    private static readonly IReadOnlyList<(string Name, string Slug, string Filters)> OfTickets =
    [
        ("Inbox", "inbox", """eq(ticket.assignee_user.id, "{{current_user.id}}") && eq(ticket.status, "open")"""),
        ("Unassigned", "unassigned", """(eq(ticket.status, "open")) && (isEmpty(ticket.assignee_user.id))"""),
        ("All", "all", """eq(ticket.status, "open")"""),
        ("Snoozed", "snoozed", """eq(ticket.assignee_user.id, "{{current_user.id}}") && isNotEmpty(ticket.snooze_datetime)"""),
        ("Closed", "closed", """eq(ticket.status, "closed")"""),
        ("Trash", "trash", "isNotEmpty(ticket.trashed_datetime)"),
        ("Spam", "spam", "eq(ticket.spam, true)"),
    ];

    public Task RunAsync(long accountId, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"""
        insert into views (account_id, category, type, name, slug, visibility, fields, filters, order_by, order_dir, refers_to, created_at)
        select {accountId}, {View.System}, s.type, s.name, s.slug, {View.Public}, string_to_array(s.fields, ','), s.filters, s.order_by, 'desc', array[]::text[], {clock.Now()}
        from (
          select {View.Tickets}, s.name, s.slug, {TicketColumns}, s.filters, 'last_message_datetime', s.place
          from unnest({Column(view => view.Name)}, {Column(view => view.Slug)}, {Column(view => view.Filters)}) with ordinality s (name, slug, filters, place)
          union all
          select {View.Customers}, 'All customers', 'all-customers', 'name,email,created,updated', '', 'updated_datetime', 8
        ) s (type, name, slug, fields, filters, order_by, place)
        order by s.place
        """,
        cancellationToken);

    private static string[] Column(Func<(string Name, string Slug, string Filters), string> of) => [.. OfTickets.Select(of)];
}
