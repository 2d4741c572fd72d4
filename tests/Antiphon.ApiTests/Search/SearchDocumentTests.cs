using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.ApiTests.Search;

/// <summary>The documents of many tickets, built by one statement, are those that a plain and slow definition gives.</summary>
public sealed class SearchDocumentTests
{
    private const int Seed = 20_26;
    private const int Customers = 30;
    private const int Tickets = 150;

    private static readonly string[] Pieces =
    [
        " ", " ", " ", "\n", "\t", "\u0001", "\"", "\\", "\\n", "\\u0041", "'", "[", "]", "{", "}", ",", ":", "@", ".", "-", "_", "%", "#", "<b>", "</b>", "&amp;",
        "parcel", "Refunds", "RUNNING", "über", "Straße", "ﬁne", "ÉCOLE", "ΟΔΟΣ", "日本語", "😀", "“quoted”", "ada@mail.example", "www.shop.example/a?b=c", "12", "3.50", "-7", "+1 555 01 00", "null", "true",
    ];

    private readonly Random chance = new(Seed);

    [Fact]
    public async Task Documents_of_random_tickets_are_what_the_plain_definition_says()
    {
        await using var desk = await Desk.StartAsync();
        await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            await FillAsync(db, desk.Account.Id);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        await using (var source = NpgsqlDataSource.Create(desk.ConnectionString))
        await using (var definitions = source.CreateCommand(await PlainAsync()))
        {
            await definitions.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var (compared, different, words) = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            with built as materialized (select * from search_documents({desk.Account.Id}, 0, 9223372036854775807, 1000000))
            select count(*), coalesce(string_agg(t.id::text, ', ') filter (where d.document is distinct from plain_document(t, 1000000)), ''), sum(length(d.document))
            from tickets t left join built d on d.ticket_id = t.id where t.account_id = {desk.Account.Id}
            """,
            row => (row.GetInt64(0), row.GetString(1), row.GetInt64(2)),
            CancellationToken.None));
        Assert.Equal("", different);
        Assert.Equal(Tickets, compared);
        Assert.True(words > Tickets * 20, "Empty documents would agree whatever they mean.");
    }

    private async Task FillAsync(DeskDb db, long account)
    {
        for (var i = 0; i < Customers; i++)
        {
            var id = await db.SingleAsync(
                $"insert into customers (account_id, email, name, external_id, created_at, updated_at) values ({account}, {Maybe($"c{i}@mail.example")}, {Maybe(Text())}, {Maybe($"x-{i}")}, now(), now()) returning id",
                row => row.GetInt64(0),
                CancellationToken.None);
            foreach (var (type, address) in new[] { ("email", $"c{i}@mail.example"), ("phone", $"+1 (555) {i:0000}"), ("twitter", $"@c_{i}") }.Where(_ => chance.Next(2) == 0))
            {
                await db.ExecuteAsync($"insert into customer_channels (account_id, customer_id, type, address, created_at, updated_at) values ({account}, {id}, {type}, {address}, now(), now())", CancellationToken.None);
            }
        }

        string[] languages = ["en", "fr", "de", "xx", "pt-BR"];
        string[] channels = ["email", "chat", "phone", "sms"];
        for (var i = 0; i < Tickets; i++)
        {
            var ticket = await db.SingleAsync(
                $"""
                insert into tickets (account_id, status, channel, via, customer_id, language, subject, external_id, meta, tag_ids, created_at, processed_at, updated_at)
                select {account}, 'open', 'email', 'api', (select id from customers where account_id = {account} order by id offset {chance.Next(Customers + 3)} limit 1), {Maybe(One(languages))}, {Maybe(Text())},
                  {Maybe(Text())}, {new Jsonb(Maybe(Free(3)?.ToJsonString()))}, {Enumerable.Range(1, chance.Next(4)).Select(_ => chance.NextInt64(1, 40)).ToArray()}, now(), now(), now() returning id
                """,
                row => row.GetInt64(0),
                CancellationToken.None);
            for (var message = chance.Next(5); message > 0; message--)
            {
                await db.ExecuteAsync(
                    $"""
                    insert into messages (account_id, ticket_id, public, channel, via, from_agent, source, sender_customer_id, sender_user_id, external_id, subject, body_text, body_html, stripped_text, attachments, meta,
                      created_at, processed_at, deleted_at)
                    select {account}, {ticket}, true, {One(channels)}, 'api', false, {new Jsonb(Maybe(Source().ToJsonString()))}, {Maybe(chance.Next(9))}, {Maybe(chance.Next(9))}, {Maybe(Text())}, {Maybe(Text())},
                      {Maybe(Text())}, {Maybe($"<p>{Text()}</p>")}, {Maybe(Text())}, {new Jsonb(Maybe(Attachments().ToJsonString()))}, {new Jsonb(Maybe(Free(2)?.ToJsonString()))},
                      now(), now(), case when {chance.Next(6)} = 0 then now() end
                    """,
                    CancellationToken.None);
            }
        }
    }

    private JsonObject Source()
    {
        var source = new JsonObject { ["type"] = "email" };
        foreach (var role in new[] { "from", "to", "cc", "bcc" }.Where(_ => chance.Next(3) > 0))
        {
            var parties = Enumerable.Range(0, chance.Next(3)).Select(_ => (JsonNode?)new JsonObject { ["name"] = Maybe(Text()), ["address"] = chance.Next(3) == 0 ? chance.Next(100) : Text() }).ToArray();
            source[role] = role == "from" ? parties.FirstOrDefault()?.DeepClone() : new JsonArray(parties);
        }

        return source;
    }

    private JsonArray Attachments() =>
        new([.. Enumerable.Range(0, chance.Next(3)).Select(_ => (JsonNode?)new JsonObject { ["name"] = chance.Next(4) == 0 ? chance.Next(1000) : Maybe(Text()), ["size"] = 5 })]);

    private JsonNode? Free(int depth) => chance.Next(depth > 0 ? 6 : 4) switch
    {
        0 => chance.Next(10_000),
        1 => chance.Next(2) == 0,
        2 => null,
        3 => Text(),
        4 => new JsonArray([.. Enumerable.Range(0, 3).Select(_ => Free(depth - 1))]),
        _ => new JsonObject { ["a"] = Free(depth - 1), ["b c"] = Free(depth - 1) },
    };

    private string Text()
    {
        var text = new StringBuilder();
        for (var i = chance.Next(12); i >= 0; i--)
        {
            text.Append(One(Pieces));
        }

        return text.ToString();
    }

    private string One(string[] of) => of[chance.Next(of.Length)];

    private string? Maybe(string? text) => chance.Next(4) == 0 ? null : text;

    private long? Maybe(long number) => chance.Next(4) == 0 ? null : number;

    private static async Task<string> PlainAsync()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Search/PlainDocuments.sql")!);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
