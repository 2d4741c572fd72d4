using System.Text;

namespace Antiphon.ApiTests.Fuzz;

/// <summary>Values that break servers, as they stand in a body, a path, a query or a header. Bytes are written as Latin-1.</summary>
internal static class Hostile
{
    /// <summary>Raw JSON, or what only looks like it.</summary>
    public static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.0", "1.5", "12e0", "0.1e1",
        "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "1e18", "1e19", "1e400", "-1e400", "1e-400", "1e99999999999999999999", "1E+2147483648", new string('9', 500), "0." + new string('3', 500),
        "NaN", "Infinity", "-Infinity", "01", "+1", ".5", "1.", "0x10", "undefined", "'single'",
        "\"\"", "\" \"", "\"0\"", "\"-1\"", "\"1.5\"", "\"true\"", "\"null\"", "\"9223372036854775808\"", "\"１２\"",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"a\\ud800b\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\uffff\"", "\"\\ufeff\"", "\"\\u202e\\u0007\\u001b[31m\"",
        "\"\xff\xfe\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"", "\"tab\there\"", "\"\\x41\"", "\"unclosed",
        "\"0000-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"10000-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"9999-12-31T23:59:59.999999Z\"",
        "\"2024-02-30T00:00:00Z\"", "\"2024-01-01T25:00:00Z\"", "\"2024-01-01T00:00:00+99:99\"", "\"-infinity\"", "\"infinity\"", "\"2024-01-01\"", "\"-0001-01-01T00:00:00Z\"",
        "\"%s%n%x\"", "\"' or 1=1 --\"", "\"{{ticket.id}}\"", "\"../../../etc/passwd\"", "\"<script>alert(1)</script>\"", "\"<!--<![CDATA[<p<p<p\"", "\"a@b\"", "\"@\"", "\"a@\\u0000.example\"",
        "\"=?utf-8?q?=00?=\"", "\"Name <a@b.example>\\r\\nBcc: c@d.example\"", "\"javascript:alert(1)\"", "\"http://[::1\"", "\"//\"", "\"en\"", "\"zz-ZZ\"", "\"Etc/GMT+99\"", "\"#ff\"",
        "{}", "[]", "[[]]", "[null]", "[{}]", "[[[]],{}]", "{\"id\":null}", "{\"id\":0}", "{\"id\":-1}", "{\"id\":{}}", "{\"id\":[1]}", "{\"\":1}", "{\"a\":1,\"a\":2}", "{\"\\u0000\":1}", "{\"\\ud800\":1}",
        "{\"id\":9223372036854775807}", "{\"id\":\"1\",\"email\":\"x\"}", "{\"email\":\"a@b.example\",\"id\":1e2}", "{\"name\":\"\"}", "{\"address\":null,\"type\":null}", "{\"__proto__\":{}}",
        new string('[', 64) + new string(']', 64), new string('[', 65) + new string(']', 65), new string('[', 20_000), Nested(63), Nested(65), Nested(3_000),
        Text(257), Text(1_000), Text(70_000), Text(300_000), "\"" + new string('\\', 4_001), "[" + string.Join(',', Enumerable.Repeat("0", 2_000)) + "]",
        "[" + string.Join(',', Enumerable.Repeat("{}", 501)) + "]", "[" + string.Join(',', Enumerable.Range(1, 1_001)) + "]", "// comment\n1", "/* */ 1", "",
    ];

    /// <summary>Whole bodies.</summary>
    public static readonly string[] Bodies =
    [
        "", " ", "\n", "null", "true", "0", "\"text\"", "[]", "[{}]", "[[[[", "{", "}", "{\"", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{,}", "{a:1}", "{}{}", "{} trailing", "\xef\xbb\xbf{}", "\xff\xfe{\0}\0",
        "\0", "\x1f\x8b\x08", "a=1&b=2", "<xml/>", "--x\r\n\r\n--x--", "{\"id\":1,\"id\":\"2\"}", new string('[', 100_000), Nested(1_000), "{" + string.Join(',', Enumerable.Range(0, 3_000).Select(n => $"\"m{n}\":{n}")) + "}",
    ];

    public static readonly string?[] ContentTypes =
    [
        null, "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=none",
        "application/problem+json", "text/json", ";;;", "json", "application/json, text/plain", new string('j', 2_000),
    ];

    /// <summary>Values of a query or path as they go over the wire.</summary>
    public static readonly string[] Encoded =
    [
        "", "0", "-1", "1", "+1", "%2B1", "%201", "1%20", "1.0", "1e3", "0x1", "9223372036854775807", "9223372036854775808", "-9223372036854775809", new string('9', 300), "abc", "null", "true",
        "%EF%BC%91", "%00", "a%00b", "%ff", "%c0%80", "%ed%a0%80", "%", "%zz", "%u0041", "%2", "%25", "%25%30%30", "%2e%2e", "%2F", "%5C", "%0d%0aX-Injected:1", "'%20or%201=1--", "%22", "%F0%9F%98%80", "%EF%BF%BF",
        "0000-01-01", "10000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2024-01-01T00:00:00%2B02:00", "infinity", "2024-02-30", "1,2,3", ",", "1,,a", "[]", "{}", "created_datetime:desc", "id:asc", ":", "*", ";", "(", new string('a', 300),
        new string('x', 5_000),
    ];

    public static readonly (string Name, string Value)[] Headers =
    [
        ("Idempotency-Key", ""), ("Idempotency-Key", new string('k', 256)), ("Idempotency-Key", "same"), ("Idempotency-Key", "\u00e9\u00ff"), ("Idempotency-Key", "a\tb"),
        ("If-Match", "*"), ("If-Match", "\"nothing\""), ("If-Match", "\"unclosed"), ("If-Match", "W/\"x\", ,"), ("If-Match", new string('"', 500)), ("If-None-Match", "*"), ("If-None-Match", "\"\""),
        ("Accept", "text/html"), ("Accept-Encoding", "gzip;q=nonsense"), ("X-Forwarded-For", "not an address"), ("X-Forwarded-Proto", "gopher"), ("Expect", "100-continue"), ("Range", "bytes=5-1"),
        ("Content-Encoding", "gzip"), ("X-HTTP-Method-Override", "DELETE"),
    ];

    /// <summary>Cursors for a list that has these orders: forged with right and wrong parts, and overlong.</summary>
    public static IEnumerable<string> Cursors(IReadOnlyList<string> orders)
    {
        string[] ids = ["1", "-1", "9223372036854775807", "9223372036854775808", "1.5", "\"1\"", "null"];
        string[] keys = ["", "\"\"", "\"x\"", "\"infinity\"", "\"-infinity\"", "\"0000-01-01T00:00:00Z\"", "\"10000-01-01T00:00:00Z\"", "\"2024-05-01T10:00:00Z\"", "\"\\u0000\"", "\"\\ud800\"", "\"9223372036854775808\"", "1", "null", "[]", "\"a\",\"b\",\"c\""];
        foreach (var order in orders)
        {
            foreach (var direction in (string[])["next", "prev"])
            {
                foreach (var key in keys)
                {
                    var id = ids[(key.Length + order.Length) % ids.Length];
                    yield return Base64($"[\"{direction}\",\"{order}\",{id}{(key.Length > 0 ? "," : "")}{key}]");
                    yield return Base64($"[\"{direction}\",\"{order}\",1{(key.Length > 0 ? "," : "")}{key}]");
                }
            }
        }

        foreach (var other in (string[])["[]", "{}", "null", "[\"next\"]", "[1,2,3]", "[\"next\",null,1]", "[\"aside\",\"id:asc\",1]", "[\"next\",\"\\ud800\",1]", "[[\"next\"],1,1]", "", new string('[', 2_000), new string(' ', 4_000)])
        {
            yield return Base64(other);
        }

        yield return "===";
        yield return "!!!!";
        yield return new string('A', 4_096);
        yield return new string('A', 6_000);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.Latin1.GetBytes(text));

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);

    private static string Text(int length) => "\"" + new string('x', length) + "\"";
}
