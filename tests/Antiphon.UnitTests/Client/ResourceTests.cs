using System.Reflection;
using System.Text.Json;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.UnitTests.Client;

/// <summary>What each resource sends: method, path, query and body.</summary>
public sealed class ResourceTests : IDisposable
{
    private static readonly DateTimeOffset March = new(2026, 3, 2, 9, 14, 3, TimeSpan.FromHours(1));

    private readonly ScriptedHandler handler = new();

    public void Dispose() => handler.Dispose();

    [Fact]
    public async Task Tickets() => await SendsAsync(
        ("GET /api/tickets?limit=5&customer_id=7&external_id=RETURN%234213&view_id=2&ticket_ids=1&ticket_ids=3&trashed=false",
            client => client.Tickets.ListPageAsync(new() { Limit = 5, CustomerId = 7, ExternalId = "RETURN#4213", ViewId = 2, TicketIds = [1, 3], Trashed = false })),
        ("GET /api/tickets/5?relationships=custom_fields", client => client.Tickets.GetAsync(5)),
        ("""POST /api/tickets {"messages":[{"channel":"api","from_agent":false,"via":"api","body_text":"Hi","sender":{"email":"mira@example.com"}}],"subject":"Where?","tags":[{"name":"vip"}]}""",
            client => client.Tickets.CreateAsync(new() { Subject = "Where?", Messages = [NewMessage.FromCustomer("mira@example.com", "Hi")], Tags = [new("vip")] })),
        ("""PUT /api/tickets/5 {"status":"closed","snooze_datetime":"2026-03-02T08:14:03.000000+00:00","assignee_user":null}""",
            client => client.Tickets.UpdateAsync(5, new() { Status = "closed", SnoozeDatetime = (DateTimeOffset?)March, AssigneeUser = new(null) })),
        ("DELETE /api/tickets/5", client => client.Tickets.DeleteAsync(5)));

    [Fact]
    public async Task Tags_of_a_ticket() => await SendsAsync(
        ("GET /api/tickets/5/tags", client => client.Tickets.Tags.ListAsync(5)),
        ("""POST /api/tickets/5/tags {"ids":[12],"names":["refund"]}""", client => client.Tickets.Tags.AddAsync(5, new([12], ["refund"]))),
        ("PUT /api/tickets/5/tags {}", client => client.Tickets.Tags.ReplaceAsync(5, new())),
        ("""DELETE /api/tickets/5/tags {"names":["refund"]}""", client => client.Tickets.Tags.RemoveAsync(5, new(Names: ["refund"]))));

    [Fact]
    public async Task Custom_fields() => await SendsAsync(
        ("GET /api/custom-fields?order_by=priority%3Aasc&object_type=Ticket&search=reason&archived=true",
            client => client.CustomFields.ListPageAsync(new("Ticket") { OrderBy = "priority:asc", Search = "reason", Archived = true })),
        ("GET /api/custom-fields/4", client => client.CustomFields.GetAsync(4)),
        ("""POST /api/custom-fields {"object_type":"Ticket","label":"Size","definition":{"data_type":"number","input_settings":{"input_type":"input_number","min":36}}}""",
            client => client.CustomFields.CreateAsync(new()
            {
                ObjectType = "Ticket",
                Label = "Size",
                Definition = new() { DataType = "number", InputSettings = new() { InputType = "input_number", Min = (JsonElement?)JsonElement.Parse("36") } },
            })),
        ("""PUT /api/custom-fields/4 {"priority":9,"deactivated_datetime":null}""", client => client.CustomFields.UpdateAsync(4, new() { Priority = 9, DeactivatedDatetime = new(null) })),
        ("""PUT /api/custom-fields [{"id":4,"priority":9}]""", client => client.CustomFields.UpdateAsync([new() { Id = 4, Priority = 9 }])));

    [Fact]
    public async Task Values_of_custom_fields() => await SendsAsync(
        ("GET /api/tickets/5/custom-fields", client => client.Tickets.Fields.ListAsync(5)),
        ("""PUT /api/tickets/5/custom-fields [{"id":4,"value":"Other"},{"id":6,"value":null}]""",
            client => client.Tickets.Fields.SetAsync(5, [CustomFieldValueRequest.Of(4, "Other"), CustomFieldValueRequest.Of(6, null)])),
        ("PUT /api/tickets/5/custom-fields/4 \"Other\"", client => client.Tickets.Fields.SetAsync(5, 4, "Other")),
        ("PUT /api/customers/8/custom-fields/7 true", client => client.Customers.Fields.SetAsync(8, 7, true)),
        ("PUT /api/customers/8/custom-fields/7 null", client => client.Customers.Fields.SetAsync(8, 7, null)),
        ("DELETE /api/customers/8/custom-fields/7", client => client.Customers.Fields.ClearAsync(8, 7)));

    [Fact]
    public async Task Messages() => await SendsAsync(
        ("GET /api/messages?ticket_id=5", client => client.Messages.ListPageAsync(new() { TicketId = 5 })),
        ("GET /api/messages?limit=100&order_by=created_datetime%3Aasc&ticket_id=5", client => client.Messages.ListOfTicketAsync(5).ToListAsync().AsTask()),
        ("GET /api/tickets/5/messages/6", client => client.Messages.GetAsync(5, 6)),
        ("""POST /api/tickets/5/messages {"channel":"internal-note","from_agent":true,"via":"api","body_text":"VIP","public":false,"sender":{"id":4567},"mention_ids":[8]}""",
            client => client.Messages.CreateAsync(5, NewMessage.Note(4567, "VIP", 8))),
        ("""PUT /api/tickets/5/messages/6?action=retry {"channel":"email","from_agent":true}""",
            client => client.Messages.UpdateAsync(5, 6, new() { Channel = "email", FromAgent = true }, "retry")),
        ("DELETE /api/tickets/5/messages/6", client => client.Messages.DeleteAsync(5, 6)));

    [Fact]
    public async Task Users() => await SendsAsync(
        ("GET /api/users?order_by=role.name%3Adesc&email=sam%40store.example&roles=admin&roles=bot&search=sam&available_first=true",
            client => client.Users.ListPageAsync(new() { OrderBy = "role.name:desc", Email = "sam@store.example", Roles = ["admin", "bot"], Search = "sam", AvailableFirst = true })),
        ("GET /api/users/0", client => client.Users.GetCallerAsync()),
        ("""POST /api/users {"email":"kim@store.example","name":"Kim","role":{"name":"agent"}}""",
            client => client.Users.CreateAsync(new() { Email = "kim@store.example", Name = "Kim", Role = new("agent") })),
        ("""PUT /api/users/9 {"bio":null,"active":false}""", client => client.Users.UpdateAsync(9, new() { Bio = new(null), Active = false })),
        ("DELETE /api/users/9", client => client.Users.DeleteAsync(9)));

    [Fact]
    public async Task Teams() => await SendsAsync(
        ("GET /api/teams?order_by=name%3Aasc", client => client.Teams.ListPageAsync(new() { OrderBy = "name:asc" })),
        ("GET /api/teams/4", client => client.Teams.GetAsync(4)),
        ("""POST /api/teams {"name":"Warehouse","decoration":{"emoji":"\uD83D\uDCE6"},"members":[{"id":3924}]}""",
            client => client.Teams.CreateAsync(new("Warehouse", Decoration: new("📦"), Members: [new(3924)]))),
        ("""PUT /api/teams/4 {"members":[]}""", client => client.Teams.UpdateAsync(4, new(Members: new([])))),
        ("DELETE /api/teams/4", client => client.Teams.DeleteAsync(4)));

    [Fact]
    public async Task Views() => await SendsAsync(
        ("GET /api/views?limit=2&category=user", client => client.Views.ListPageAsync(new() { Limit = 2, Category = "user" })),
        ("GET /api/views/7", client => client.Views.GetAsync(7)),
        ("""POST /api/views {"name":"Hot","visibility":"shared","shared_with_teams":[12],"filters":"eq(ticket.spam, true)"}""",
            client => client.Views.CreateAsync(new("Hot", Visibility: "shared", SharedWithTeams: [12], Filters: "eq(ticket.spam, true)"))),
        ("""PUT /api/views/7 {"decoration":null,"order_dir":"asc"}""", client => client.Views.UpdateAsync(7, new(Decoration: new(null), OrderDir: "asc"))),
        ("DELETE /api/views/7", client => client.Views.DeleteAsync(7)),
        ("GET /api/views/7/items?order_by=priority%3Adesc&direction=prev&ignored_item=5",
            client => client.Views.ListItemsPageAsync(7, new() { OrderBy = "priority:desc", Direction = "prev", IgnoredItem = 5 })),
        ("GET /api/views/7/items?limit=100", client => client.Views.ListItemsAsync(7).ToListAsync().AsTask()),
        ("GET /api/views/8/items?limit=100", client => client.Views.ListCustomersAsync(8).ToListAsync().AsTask()),
        ("""PUT /api/views/0/items?limit=5 {"view":{"filters":"eq(ticket.channel, 5)","search":"order 1042"}}""",
            client => client.Views.SearchTicketsAsync(new(Filters: "eq(ticket.channel, 5)", Search: "order 1042"), new() { Limit = 5 })),
        ("GET /api/views/counts?ids=7&ids=8", client => client.Views.CountAsync([7, 8])));

    [Fact]
    public async Task Events() => await SendsAsync(
        ("GET /api/events?order_by=created_datetime%3Aasc&object_type=Ticket&object_id=5&types=ticket-created&types=ticket-closed&user_ids=1&user_ids=2"
            + "&created_datetime%5Bgte%5D=2026-03-02T08%3A14%3A03.000000Z&created_datetime%5Blt%5D=2026-03-03T08%3A14%3A03.000000Z",
            client => client.Events.ListPageAsync(new()
            {
                OrderBy = "created_datetime:asc",
                ObjectType = EventObject.Ticket,
                ObjectId = 5,
                Types = ["ticket-created", "ticket-closed"],
                UserIds = [1, 2],
                From = March,
                Before = March.AddDays(1),
            })),
        ("GET /api/events?created_datetime%5Bgt%5D=2026-03-02T08%3A14%3A03.000000Z&created_datetime%5Blte%5D=2026-03-02T08%3A14%3A03.000000Z",
            client => client.Events.ListPageAsync(new() { After = March, Until = March })),
        ("GET /api/events/9", client => client.Events.GetAsync(9)));

    [Fact]
    public async Task Account() => await SendsAsync(
        ("GET /api/account", client => client.Account.GetAsync()),
        ("GET /api/account/settings", client => client.Account.ListSettingsAsync()),
        ("GET /api/account/settings?type=business-hours", client => client.Account.ListSettingsAsync("business-hours")));

    [Fact]
    public async Task Reads_of_single_objects_can_be_conditional() => await SendsAsync(
        ("GET /api/tickets/5?relationships=custom_fields", client => client.Tickets.GetIfChangedAsync(5, "\"v\"")),
        ("GET /api/tickets/5/messages/6", client => client.Messages.GetIfChangedAsync(5, 6, "\"v\"")),
        ("GET /api/customers/8?relationships=custom_fields", client => client.Customers.GetIfChangedAsync(8, "\"v\"")),
        ("GET /api/users/9", client => client.Users.GetIfChangedAsync(9, "\"v\"")),
        ("GET /api/teams/4", client => client.Teams.GetIfChangedAsync(4, "\"v\"")));

    [Fact]
    public void Every_method_ends_in_a_cancellation_token_after_optional_request_options()
    {
        var methods = typeof(AntiphonClient).Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Client", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal))
            .ToList();
        Assert.InRange(methods.Count, 50, 500);
        Assert.All(methods, method =>
        {
            var last = method.GetParameters()[^2..];
            Assert.Equal([typeof(RequestOptions), typeof(CancellationToken)], last.Select(parameter => parameter.ParameterType));
            Assert.All(last, parameter => Assert.True(parameter.IsOptional, $"{method.DeclaringType}.{method.Name}"));
        });
    }

    private async Task SendsAsync(params (string Expected, Func<AntiphonClient, Task> Call)[] calls)
    {
        using var client = handler.Client();
        foreach (var (expected, call) in calls)
        {
            handler.Answer(200, """{"data": []}""");
            await call(client);
            var request = handler.Seen[^1];
            Assert.Equal(expected, $"{request.Method} {request.Uri.PathAndQuery} {request.Body}".TrimEnd());
        }
    }
}
