using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Audit;

/// <summary>The lines of an export, as JSON or as CSV (RFC 4180).</summary>
internal sealed class AuditLines(PipeWriter output, bool isCsv)
{
    private const string Names =
        "id,created_datetime,action,object_type,object_id,user_id,actor,actor_id,address,context,data,before,after,previous_hash,hash";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    public void Begin()
    {
        if (isCsv)
        {
            Write(Names + "\r\n");
        }
    }

    public void Add(ChainedEntry row)
    {
        if (isCsv)
        {
            Write(string.Join(',', row.ToCells().Select(Cell)) + "\r\n");
            return;
        }

        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = WireJson.Options.Encoder, SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, row.ToResource(), (JsonTypeInfo<AuditEntryResource>)WireJson.Options.GetTypeInfo(typeof(AuditEntryResource)));
        }

        Write("\n");
    }

    public async Task FlushAsync(CancellationToken cancellationToken) => await output.FlushAsync(cancellationToken);

    // A spreadsheet would run a cell that begins like a formula.
    private static string Cell(string? value) => value switch
    {
        null or "" => "",
        _ when value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' => $"\"'{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ when value.AsSpan().ContainsAny(Quoted) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value,
    };

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);
}
