using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Clients;
using Antiphon.ApiTests.Furniture;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>What leaves is signed so that the libraries of others accept it, and nothing else.</summary>
[Trait("row", "N05")]
[Trait("row", "K19")]
public sealed class SignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public async Task Two_libraries_of_others_accept_what_leaves_and_refuse_what_was_changed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var desk = await Desk.StartAsync(Hooks.Allow);
        var hook = await desk.HookAsync(receiver, ["ticket-created"], http => http["hmac_secret"] = Secret);
        await desk.Admin.OpenTicketAsync(body => body["subject"] = "Größe – 尺寸");
        await desk.SettledAsync();
        (await desk.Admin.PutJsonAsync($"/api/integrations/{hook}", new { http = new { url = receiver.Url, hmac_secret = Other } })).Is(HttpStatusCode.OK);
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        var (first, second) = (receiver.Calls[0], receiver.Calls[1]);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), first.Body)), first.Header("X-Gorgias-Signature"));

        var verdicts = await JudgeAsync(
            Line(Secret, first),
            // For a day after a change both secrets open it.
            Line(Secret, second),
            Line(Other, second),
            Line(Secret, first, body => body[^20] ^= 1),
            Line(Secret, first, timestamp: TimeProvider.System.GetUtcNow().AddMinutes(-10)),
            Line(Other, first));
        Assert.All(verdicts[..3], verdict => Assert.Equal("standardwebhooks: accepted | svix: accepted", verdict));
        Assert.All(verdicts[3..], verdict => Assert.DoesNotContain("accepted", verdict, StringComparison.Ordinal));
        Assert.Contains("too old", verdicts[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_is_signed_at_its_own_time_and_a_plain_secret_is_its_letters()
    {
        const string plain = "correct horse battery staple";
        var clock = new TestClock();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var desk = await Desk.StartAsync(builder =>
        {
            Hooks.Allow(builder);
            builder.Services.AddSingleton<TimeProvider>(clock);
        });
        var hook = await desk.HookAsync(receiver, ["ticket-created"], http => http["hmac_secret"] = plain);
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        clock.Advance(TimeSpan.FromDays(1));
        (await desk.Admin.PostJsonAsync($"/api/integrations/{hook}/deliveries/replay", new { status = "delivered" })).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        Assert.Equal(2, receiver.Calls.Count);
        Assert.Equal(receiver.Calls[0].Text, receiver.Calls[1].Text);
        Assert.Equal(receiver.Calls[0].Header("webhook-id"), receiver.Calls[1].Header("webhook-id"));
        var (was, now) = (Time(receiver.Calls[0]), Time(receiver.Calls[1]));
        Assert.InRange(now - was, TimeSpan.FromDays(1), TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes($"{receiver.Calls[1].Header("webhook-id")}.{now.ToUnixTimeSeconds()}.{receiver.Calls[1].Text}"));
        Assert.Equal($"v1,{Convert.ToBase64String(expected)}", receiver.Calls[1].Header("webhook-signature"));
    }

    private static DateTimeOffset Time(ReceivedCall call) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(call.Header("webhook-timestamp")!, CultureInfo.InvariantCulture));

    private static string Line(string secret, ReceivedCall call, Action<byte[]>? change = null, DateTimeOffset? timestamp = null)
    {
        var body = call.Body.ToArray();
        change?.Invoke(body);
        var headers = new JsonObject
        {
            ["webhook-id"] = call.Header("webhook-id"),
            ["webhook-timestamp"] = timestamp?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? call.Header("webhook-timestamp"),
            ["webhook-signature"] = call.Header("webhook-signature"),
        };
        return new JsonObject { ["secret"] = secret, ["headers"] = headers, ["body"] = Convert.ToBase64String(body) }.ToJsonString();
    }

    private static async Task<string[]> JudgeAsync(params string[] lines)
    {
        var file = Path.Combine(ClientPackages.Workshop("signatures"), "lines");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        var script = Path.Combine(ClientPackages.Home, "verify-signature.mjs");
        var output = await Tool.RunAsync(ClientPackages.Home, new Dictionary<string, string>(), "node", script, file);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
