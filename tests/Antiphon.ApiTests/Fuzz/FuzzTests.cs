using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Fuzz;

/// <summary>
/// Requests that are wrong in every way, for every route that there is. ANTIPHON_FUZZ says how many; the same number makes the same requests, though
/// they meet what those before them left.
/// </summary>
[Trait("row", "N16")]
public sealed class FuzzTests
{
    private const int Callers = 6;
    private static readonly string[] Internals = ["Npgsql", "System.", "at Antiphon", "   at ", "SqlState", "Exception", "select ", "insert into", "account_id", "violates", "22P02", "22021"];

    [Fact]
    public async Task No_request_makes_the_server_fail_hang_or_tell_of_its_insides()
    {
        await using var desk = await Desk.StartAsync();
        await Stock.SpreadIdsAsync(desk);
        var kept = await Stock.FillAsync(desk, desk.Account.Id, desk.Admin, "kept");
        var doomed = await Stock.FillAsync(desk, desk.Account.Id, desk.Admin, "doomed");
        var all = RouteTable.Of(desk);
        // More can go wrong in a body than in a path.
        ApiCall[] calls = [.. all, .. Enumerable.Repeat(all.Where(call => call.Body is not null), 3).SelectMany(again => again)];
        // An admin whose own ids no request guesses: the first user and the first key are among the ids that are tried, and an admin may well end them.
        using var admin = await desk.AsRoleAsync("admin");
        using var caller = Caller(desk, admin);
        var count = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_FUZZ") ?? "1500", CultureInfo.InvariantCulture);

        var wrong = new ConcurrentQueue<string>();
        var statuses = new ConcurrentDictionary<HttpStatusCode, int>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = TestContext.Current.CancellationToken }, async (number, cancellationToken) =>
        {
            var request = FuzzedRequest.Make(number, calls[number % calls.Length], kept, doomed);
            var (status, complaint) = await TryAsync(caller, desk.Address, request, cancellationToken);
            statuses.AddOrUpdate(status, 1, (_, seen) => seen + 1);
            if (complaint is not null)
            {
                wrong.Enqueue($"{number}: {complaint}\n  {request}");
            }
        });

        var summary = string.Join(", ", statuses.OrderBy(status => status.Key).Select(status => $"{(int)status.Key}: {status.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {count} ({summary})\n{string.Join('\n', wrong.Take(40))}");
        // Requests that all stop at the door would show nothing.
        Assert.Contains(HttpStatusCode.OK, statuses.Keys);
        Assert.Contains(HttpStatusCode.BadRequest, statuses.Keys);
        Assert.DoesNotContain(HttpStatusCode.Unauthorized, statuses.Keys);
        await ReadsAllAsync(admin, all, kept);
    }

    private static HttpClient Caller(Desk desk, HttpClient admin)
    {
        // By itself the client sends only headers of ASCII.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        var caller = new HttpClient(handler) { BaseAddress = desk.Address, Timeout = TimeSpan.FromSeconds(10) };
        caller.DefaultRequestHeaders.Authorization = admin.DefaultRequestHeaders.Authorization;
        return caller;
    }

    private static async Task<(HttpStatusCode Status, string? Complaint)> TryAsync(HttpClient caller, Uri server, FuzzedRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var message = request.ToMessage(server);
            using var answer = await caller.SendAsync(message, cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            return (answer.StatusCode, Complain(request, answer, body));
        }
        catch (TaskCanceledException e)
        {
            return (HttpStatusCode.RequestTimeout, "no answer in 10 s: " + e.Message);
        }
        catch (HttpRequestException e)
        {
            return (HttpStatusCode.RequestTimeout, "no answer: " + e.Message);
        }
    }

    private static string? Complain(FuzzedRequest request, HttpResponseMessage answer, string body)
    {
        var status = (int)answer.StatusCode;
        if (status >= 500)
        {
            return $"{status} {body}";
        }

        if (status < 400)
        {
            return null;
        }

        // What is no HTTP is refused by the listener, which writes no body; the request id tells that the server itself has seen a request.
        if (!answer.Headers.Contains("x-request-id"))
        {
            return status is 400 or 413 or 414 or 431 && body.Length == 0 ? null : $"{status} without a request id: {body}";
        }

        if (Array.Find(Internals, word => body.Contains(word, StringComparison.Ordinal)) is { } leak)
        {
            return $"tells \"{leak}\": {status} {body}";
        }

        return request.Method == HttpMethod.Head || !answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal) || HasMessage(body) ? null : $"{status} is no error body: {body}";
    }

    private static bool HasMessage(string body)
    {
        try
        {
            return JsonNode.Parse(body)?["error"]?["msg"] is JsonValue msg && msg.GetValueKind() is JsonValueKind.String;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What was let in can be read again, page by page.</summary>
    private static async Task ReadsAllAsync(HttpClient admin, IReadOnlyList<ApiCall> calls, Stock kept)
    {
        foreach (var call in calls.Where(call => call.Method == HttpMethod.Get && call.Parameters.All(parameter => kept.Ids.ContainsKey(parameter.Kind))))
        {
            var path = call.Path([.. call.Parameters.Select(parameter => kept[parameter.Kind].ToString(CultureInfo.InvariantCulture))]);
            var orders = call.Route.Query.Parameters.FirstOrDefault(parameter => parameter.Name == "order_by")?.Allowed ?? [];
            foreach (var order in orders)
            {
                string? cursor = null;
                do
                {
                    var page = await admin.GetJsonAsync($"{path}?limit=100&order_by={order}&{call.RequiredQuery}{call.QueryOf(order, kept)}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
                    if (page.Status is HttpStatusCode.NotFound)
                    {
                        break;
                    }

                    cursor = (string?)page.Is(HttpStatusCode.OK)["meta"]!["next_cursor"];
                }
                while (cursor is not null);
            }

            if (orders.Count == 0)
            {
                var read = await admin.GetJsonAsync(path);
                Assert.True(read.Status is HttpStatusCode.OK or HttpStatusCode.NotFound or HttpStatusCode.MovedPermanently, $"{path}: {read.Body}");
            }
        }
    }
}
