using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>Who is woken by an event, and who helps when whoever was woken is held up.</summary>
public sealed class EventWakingTests
{
    [Fact]
    public async Task An_event_wakes_whom_it_is_for()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        await using var desk = await Desk.StartAsync(Hooks.Allow);
        await desk.HookAsync(receiver, ["ticket-updated"]);
        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        await using var listener = new NpgsqlConnection(desk.ConnectionString);
        await listener.OpenAsync(TestContext.Current.CancellationToken);
        var heard = new List<string>();
        listener.Notification += (_, notice) => heard.Add(notice.Payload);
        await using (var listen = listener.CreateCommand())
        {
            listen.CommandText = "listen events_queued";
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "heard" })).Is(HttpStatusCode.Accepted);
        await listener.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["webhooks"], heard);
        await desk.SettledAsync();
    }

    [Fact]
    public async Task A_batch_that_is_held_up_holds_up_no_other_subject()
    {
        await using var receiver = await WebhookReceiver.StartAsync(_ => 200);
        // Nobody looks by himself while this runs.
        await using var desk = await Desk.StartAsync(builder =>
        {
            Hooks.Allow(builder);
            builder.Configuration.AddInMemoryCollection([new("Events:Poll", "00:10:00")]);
        });
        await desk.HookAsync(receiver, ["ticket-updated"]);
        var (held, free) = ((long)(await desk.Admin.OpenTicketAsync())["id"]!, (long)(await desk.Admin.OpenTicketAsync())["id"]!);
        Task UpdateAsync(long ticket) => desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = Guid.NewGuid().ToString() });
        await UpdateAsync(held);
        await desk.SettledAsync();
        await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            await db.ExecuteAsync($"select from delivery_sequences where account_id = {desk.Account.Id} and subject_id = {held} for update", CancellationToken.None);
            await UpdateAsync(held);
            await Threads.UntilAsync(async () =>
            {
                await UpdateAsync(free);
                return receiver.Calls.Any(call => (long)call["ticket"]!["id"]! == free);
            });
            Assert.Single(receiver.Calls, call => (long)call["ticket"]!["id"]! == held);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        await desk.SettledAsync();
        Assert.Equal(2, receiver.Calls.Count(call => (long)call["ticket"]!["id"]! == held));
    }
}
