using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Antiphon.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antiphon.Bench.Bare;

/// <summary>
/// What the server is compared with: Kestrel, the same statements and answers of the same size, and nothing else. It asks nobody who they are, counts no
/// calls, checks no member and believes that every id is right.
/// </summary>
internal sealed class BareServer(NpgsqlDataSource source, IReadOnlyDictionary<string, Tenant> tenants)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static async Task<int> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = DeskDataSource.Create(connectionString);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        new BareServer(source, await TenantsAsync(source, cancellationToken)).Map(app);
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"The bare endpoint runs at {app.Urls.First()}");
        Console.WriteLine(Servers.ServerProcess.LastLine);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static async Task<Dictionary<string, Tenant>> TenantsAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var tenants = new Dictionary<string, Tenant>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("select domain || '.localhost', account_id, owner_user_id from accounts");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            tenants.Add(reader.GetString(0), new Tenant(reader.GetInt64(1), reader.GetInt64(2)));
        }

        return tenants;
    }

    private void Map(WebApplication app)
    {
        app.MapGet("/api/tickets/{id}", http => DetailAsync(http, 200, Statements.GetTicket.Select(statement => statement.For(TenantOf(http), IdOf(http)))));
        app.MapGet("/api/tickets", http => ListAsync(http, Shapes.Compact, http.Request.Query.TryGetValue("customer_id", out var customer)
            ? Statements.ListTicketsOfCustomer.For(TenantOf(http), long.Parse(customer!, CultureInfo.InvariantCulture))
            : Statements.ListTickets.For(TenantOf(http))));
        app.MapGet("/api/tickets/{id}/messages", http => ListAsync(http, Shapes.Message, [.. Statements.ListTicketMessages.Select(statement => statement.For(TenantOf(http), IdOf(http)))]));
        app.MapGet("/api/messages", http => ListAsync(http, Shapes.Message, Statements.ListMessages.For(TenantOf(http))));
        app.MapGet("/api/customers", http => ListAsync(http, Shapes.Customer, Statements.FindCustomer.For(TenantOf(http), text: http.Request.Query["email"]!)));
        app.MapPost("/api/tickets", CreateTicketAsync);
        app.MapPost("/api/tickets/{id}/messages", ReplyAsync);
    }

    private Tenant TenantOf(HttpContext http) => tenants[http.Request.Host.Host];

    private static long IdOf(HttpContext http) => long.Parse((string)http.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);

    private async Task CreateTicketAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var tenant = TenantOf(http);
        await DetailAsync(http, 201, WriteStatements.Ticket(tenant, body.RootElement, TimeProvider.System.Now()).Concat(Statements.GetNewTicket.Select(statement => statement.For(tenant))));
    }

    private async Task ReplyAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        var tenant = TenantOf(http);
        await using var batch = source.CreateBatch();
        foreach (var command in WriteStatements.Reply(tenant, IdOf(http), body.RootElement, TimeProvider.System.Now()).Append(Statements.GetNewMessage.For(tenant)))
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(http.RequestAborted);
        // The first result set is the lock.
        await reader.NextResultAsync(http.RequestAborted);
        await reader.ReadAsync(http.RequestAborted);
        await AnswerAsync(http, 201, json => Shapes.Message.Write(json, reader));
    }

    private async Task DetailAsync(HttpContext http, int status, IEnumerable<NpgsqlBatchCommand> commands)
    {
        await using var batch = source.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(http.RequestAborted);
        await AnswerAsync(http, status, json => WriteDetailAsync(json, reader, http.RequestAborted));
    }

    private static async Task WriteDetailAsync(Utf8JsonWriter json, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        await reader.ReadAsync(cancellationToken);
        Shapes.Detail.WriteMembers(json, reader);
        var customer = new ArrayBufferWriter<byte>(1024);
        await using (var inner = new Utf8JsonWriter(customer, Json))
        {
            inner.WriteStartObject();
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            Shapes.Customer.WriteMembers(inner, reader);
            inner.WriteStartArray("channels");
            await WriteRowsAsync(inner, reader, Shapes.Channel, cancellationToken);
            inner.WriteEndArray();
            await reader.NextResultAsync(cancellationToken);
            inner.WriteEndObject();
        }

        foreach (var name in (string[])["customer", "requester"])
        {
            json.WritePropertyName(name);
            json.WriteRawValue(customer.WrittenSpan, skipInputValidation: true);
        }

        json.WriteStartArray("messages");
        await WriteRowsAsync(json, reader, Shapes.Message, cancellationToken);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private async Task ListAsync(HttpContext http, RowShape shape, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = source.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(http.RequestAborted);
        if (commands.Length > 1)
        {
            await reader.NextResultAsync(http.RequestAborted);
        }

        await AnswerAsync(http, 200, async json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            while (await reader.ReadAsync(http.RequestAborted))
            {
                shape.Write(json, reader);
            }

            json.WriteEndArray();
            json.WriteString("object", "list");
            json.WriteString("uri", http.Request.Path + http.Request.QueryString);
            json.WriteStartObject("meta");
            json.WriteNull("prev_cursor");
            json.WriteNull("next_cursor");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static async Task WriteRowsAsync(Utf8JsonWriter json, NpgsqlDataReader reader, RowShape shape, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            shape.Write(json, reader);
        }
    }

    private static Task AnswerAsync(HttpContext http, int status, Action<Utf8JsonWriter> write) => AnswerAsync(http, status, json =>
    {
        write(json);
        return Task.CompletedTask;
    });

    private static async Task AnswerAsync(HttpContext http, int status, Func<Utf8JsonWriter, Task> writeAsync)
    {
        var body = new ArrayBufferWriter<byte>(8192);
        await using (var json = new Utf8JsonWriter(body, Json))
        {
            await writeAsync(json);
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }
}
