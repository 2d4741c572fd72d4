using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Http.Query;

namespace Antiphon.ApiTests.Fuzz;

/// <summary>One request that is wrong somewhere. The same number makes the same request.</summary>
internal sealed record FuzzedRequest(HttpMethod Method, string Target, byte[]? Body, string? ContentType, (string Name, string Value)? Header)
{
    private const string Hole = "@hole@";

    public static FuzzedRequest Make(int number, ApiCall call, Stock kept, Stock doomed)
    {
        // Not for secrets: a seed must lead to the same requests again.
        var random = new Random(number);
        var target = PathOf(random, call, call.Method == HttpMethod.Delete ? doomed : kept) + QueryOf(random, call);
        var body = call.Body is not null || random.Next(20) == 0 ? BodyOf(random, call) : null;
        var method = random.Next(60) == 0 ? new HttpMethod(Pick(random, ["HEAD", "PATCH", "OPTIONS", "TRACE", "BREW", "get"])) : call.Method;
        return new FuzzedRequest(
            method,
            target,
            method == HttpMethod.Trace ? null : body,
            random.Next(15) == 0 ? Pick(random, Hostile.ContentTypes) : "application/json",
            random.Next(8) == 0 ? Pick(random, Hostile.Headers) : null);
    }

    public HttpRequestMessage ToMessage(Uri server)
    {
        // Otherwise the client would mend what is to arrive broken.
        var uri = new Uri(server.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(Method, uri);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (ContentType is not null)
            {
                message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            }
        }

        if (Header is var (name, value) && !message.Headers.TryAddWithoutValidation(name, value))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    public override string ToString()
    {
        var body = Body is null ? "" : Encoding.Latin1.GetString(Body);
        return $"{Method} {Short(Target)} {ContentType} {Header} {Short(body)}";
    }

    private static string Short(string text) => text.Length > 600 ? $"{text[..300]}…{text[^200..]} ({text.Length})" : text;

    private static string PathOf(Random random, ApiCall call, Stock stock) => call.Path([.. call.Parameters.Select(parameter =>
    {
        if (random.Next(6) > 0 && stock.Ids.TryGetValue(parameter.Kind, out var ids))
        {
            return Pick(random, ids).ToString(CultureInfo.InvariantCulture);
        }

        // User 0 is the caller, whom no request may change here: everything after it would be a 401.
        var value = Pick(random, Hostile.Encoded);
        return value is "" or "0" ? Stock.Missing.ToString(CultureInfo.InvariantCulture) : value;
    })]);

    private static string QueryOf(Random random, ApiCall call)
    {
        var parameters = call.Route.Query.Parameters;
        if (random.Next(3) > 0 && parameters.Count == 0)
        {
            return "";
        }

        var query = new StringBuilder();
        var wanted = random.Next(parameters.Count > 0 ? 3 : 2);
        for (var i = 0; i < wanted; i++)
        {
            var parameter = parameters.Count == 0 || random.Next(12) == 0 ? new QueryParameter(Pick(random, ["page", "unknown", "%00", "%ff", "a[b]", "", "[]", "limit%00"]), QueryKind.Text) : parameters[random.Next(parameters.Count)];
            var name = parameter.Name + (parameter.Compared ? Pick(random, ["[gt]", "[gte]", "[lt]", "[lte]", "[x]", ""]) : random.Next(10) == 0 ? "[]" : "");
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(ValueOf(random, parameter, parameters));
        }

        return query.ToString();
    }

    private static string ValueOf(Random random, QueryParameter parameter, IReadOnlyList<QueryParameter> all)
    {
        if (parameter.Name == "cursor")
        {
            var orders = all.FirstOrDefault(other => other.Name == "order_by")?.Allowed ?? ["created_datetime:desc"];
            return Uri.EscapeDataString(Pick(random, Hostile.Cursors(orders).ToArray()));
        }

        return parameter.Allowed.Count > 0 && random.Next(2) == 0 ? parameter.Allowed[random.Next(parameter.Allowed.Count)]
            : parameter.Kind is QueryKind.Text && random.Next(2) == 0 ? "text"
            : Pick(random, Hostile.Encoded);
    }

    private static byte[] BodyOf(Random random, ApiCall call)
    {
        if (random.Next(12) == 0 || call.Body is null)
        {
            return Encoding.Latin1.GetBytes(Pick(random, Hostile.Bodies));
        }

        // Mostly a request that would succeed without what is spoilt, so that the spoilt value gets far; else all members at once.
        var body = random.Next(4) > 0 && ValidBodies.For(call.Body) is { } valid ? valid : WireShape.Full(call.Body);
        var raw = new List<string>();
        for (var i = random.Next(3) == 0 ? random.Next(2, 5) : 1; i > 0; i--)
        {
            raw.Add(Pick(random, Hostile.Values));
            WireShape.Set(body, random.Next(20) == 0 ? "unknown\u00e9" : MemberOf(random, call.Body), Hole);
        }

        var text = body.ToJsonString();
        foreach (var value in raw)
        {
            var at = text.IndexOf($"\"{Hole}\"", StringComparison.Ordinal);
            if (at >= 0)
            {
                text = text[..at] + value + text[(at + Hole.Length + 2)..];
            }
        }

        if (random.Next(15) == 0 && text.Length > 2)
        {
            text = random.Next(2) == 0 ? text[..random.Next(1, text.Length)] : "{" + text[1..^1] + "," + text[1..];
        }

        return Encoding.Latin1.GetBytes(text);
    }

    /// <summary>The path of some member of the record, at any depth.</summary>
    private static string MemberOf(Random random, Type record)
    {
        var path = new List<string>();
        var at = WireShape.Full(record);
        while (at is JsonObject { Count: > 0 } or JsonArray { Count: > 0 } && (path.Count == 0 || random.Next(5) > 0))
        {
            var (step, next) = at is JsonArray items ? ("0", items[0]!) : Member(random, (JsonObject)at);
            path.Add(step);
            at = next;
        }

        return string.Join('.', path);
    }

    private static (string Step, JsonNode Next) Member(Random random, JsonObject members)
    {
        var (name, next) = members.ElementAt(random.Next(members.Count));
        return (name, next!);
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
