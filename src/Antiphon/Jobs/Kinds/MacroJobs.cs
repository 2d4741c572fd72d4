using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files;
using Antiphon.Files.Storing;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Jobs.Running;
using Antiphon.Macros;
using Antiphon.Outgoing;

namespace Antiphon.Jobs.Kinds;

/// <summary>Writes all macros, in the form that an import reads.</summary>
internal sealed class ExportMacroJob(DeskDb db, SelectTickets batches) : IExportJob
{
    public string Type => JobType.ExportMacro;

    public string FileName => "macros.csv";

    public IReadOnlyList<string> Header { get; } = ["name", "external_id", "intent", "language", "actions"];

    public async Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken) =>
        await batches.WriteAsync(job, Sql.Of($"select id from macros where account_id = {actor.AccountId} and archived_at is null"), BatchSize.Exported, cancellationToken);

    public async Task<IReadOnlySet<long>> WriteAsync(IReadOnlyList<long> ids, CsvLines csv, Actor actor, CancellationToken cancellationToken)
    {
        var macros = await db.ListAsync($"select {Macro.Columns:raw} from macros where account_id = {actor.AccountId} and id = any({ids.ToArray()}) order by id", Macro.Read, cancellationToken);
        macros.ForEach(macro => csv.Add([macro.Name, macro.ExternalId, macro.Intent, macro.Language, macro.Actions.GetRawText()]));
        return macros.Select(macro => macro.Id).ToHashSet();
    }
}

/// <summary>Makes a macro of each line of a file, which was uploaded here or lies elsewhere.</summary>
internal sealed class ImportMacroJob(DeskDb db, IFileStore store, OutgoingHttp http, CreateMacro createMacro) : IItemJob
{
    private const int MostBytes = 5 * 1024 * 1024;
    private const int MostRows = 10_000;

    public string Type => JobType.ImportMacro;

    public async Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(job.Params.Url!, actor, cancellationToken);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        var rows = CsvReader.Read(read.Value);
        if (rows.Count == 0 || !rows[0].Contains("name") || !rows[0].Contains("actions") || rows[0].Distinct(StringComparer.Ordinal).Count() < rows[0].Count)
        {
            return Failure.Invalid("url", "The file must begin with a line of different names, name and actions among them.");
        }

        if (rows.Count - 1 > MostRows)
        {
            return Failure.Invalid("url", $"The file has more than {MostRows} rows.");
        }

        foreach (var (number, batch) in rows.Skip(1).Chunk(BatchSize.Written).Index())
        {
            var items = new JsonArray([.. batch.Select(row => (JsonNode)new JsonObject(rows[0].Zip(row).Select(cell => KeyValuePair.Create<string, JsonNode?>(cell.First, cell.Second))))]);
            await db.ExecuteAsync(
                $"insert into job_batches (account_id, job_id, number, items) values ({job.AccountId}, {job.Id}, {number}, {new Jsonb(items.ToJsonString(JsonSerializerOptions.Web))})", cancellationToken);
        }

        return rows.Count - 1L;
    }

    public IEnumerable<JobItem> Items(JobBatch batch) =>
        batch.Items!.Value.EnumerateArray().Select((row, place) => new JobItem(((long)batch.Number * BatchSize.Written) + place + 1, row));

    public async Task<Result<Done>> RunAsync(ClaimedJob job, JobItem item, Actor actor, CancellationToken cancellationToken)
    {
        var row = item.Content!.Value;
        JsonElement? actions = null;
        try
        {
            actions = Text(row, "actions") is { } json ? JsonDocument.Parse(json).RootElement : null;
        }
        catch (JsonException)
        {
            return Failure.Invalid("actions", "Not valid JSON.");
        }

        var request = new CreateMacroRequest(Text(row, "name"), actions, Text(row, "external_id"), Text(row, "intent"), Text(row, "language"));
        return (await createMacro.RunAsync(request, actor, cancellationToken)).Map(_ => default(Done));
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var cell) && cell.GetString() is { Length: > 0 } text ? text : null;

    private async Task<Result<string>> ReadAsync(string url, Actor actor, CancellationToken cancellationToken)
    {
        if (FileAddress.ResourceNameIn(url, actor.AccountId) is { } name)
        {
            var file = await db.FirstOrDefaultAsync($"select {StoredFile.Columns:raw} from files where account_id = {actor.AccountId} and resource_name = {name}", StoredFile.Read, cancellationToken);
            await using var content = file is { Size: <= MostBytes } ? await store.OpenAsync(file.Key, cancellationToken) : null;
            if (content is null)
            {
                return Failure.Invalid("url", "There is no such file, or it is larger than 5 MB.");
            }

            using var text = new StreamReader(content, Encoding.UTF8);
            return await text.ReadToEndAsync(cancellationToken);
        }

        var outcome = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url), MostBytes + 1, cancellationToken);
        return outcome switch
        {
            OutgoingOutcome.Answered { Status: 200, Body.Length: <= MostBytes } answer => Encoding.UTF8.GetString(answer.Body).TrimStart('\uFEFF'),
            OutgoingOutcome.Answered { Status: 200 } => Failure.Invalid("url", "The file is larger than 5 MB."),
            OutgoingOutcome.Answered answer => Failure.Invalid("url", $"The address answered {answer.Status}."),
            OutgoingOutcome.Failed failed => Failure.Invalid("url", failed.Message),
            _ => Failure.Invalid("url", "The address could not be read."),
        };
    }
}
