using System.Collections.Concurrent;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Antiphon.Scheduling;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Scheduling;

/// <summary>What is due is done once, by whichever node is first, whatever happens to the others.</summary>
public sealed class DueWorkTests
{
    private const string Kind = "note";
    private const int Many = 120;

    [Fact]
    [Trait("row", "J24")]
    public async Task Three_nodes_do_each_work_once_and_what_fails_comes_again_as_if_it_had_not_begun()
    {
        var failed = new ConcurrentDictionary<long, bool>();
        void Configure(WebApplicationBuilder builder) => Quick(builder, services => new Note(services.GetRequiredService<DeskDb>(), subject => subject % 40 == 0 && failed.TryAdd(subject, true) ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask));
        await using var desk = await Desk.StartAsync(Configure);
        await using var second = await Node.StartAsync(desk.ConnectionString, Configure);
        await using var third = await Node.StartAsync(desk.ConnectionString, Configure);
        for (var subject = 1; subject <= Many; subject++)
        {
            await ScheduleAsync(desk, subject, DateTimeOffset.UtcNow.AddMilliseconds(subject * 3 % 200));
        }

        await ScheduleAsync(desk, Many + 1, DateTimeOffset.UtcNow.AddHours(1));
        await Threads.UntilAsync(async () => (await NotesAsync(desk)).Count >= Many);
        await Threads.UntilAsync(async () => await LeftAsync(desk) == 1);
        // The same name twice would have broken the index of tags, and with it the work.
        Assert.Equal(Enumerable.Range(1, Many).Select(subject => (long)subject), (await NotesAsync(desk)).Order());
        Assert.Equal([40, 80, 120], failed.Keys.Order());
    }

    [Fact]
    [Trait("row", "J24")]
    public async Task Work_of_a_node_that_dies_is_done_by_another()
    {
        var (begun, never) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        await using var desk = await Desk.StartAsync();
        await using (var dying = await Node.StartAsync(desk.ConnectionString, builder => Quick(builder, services => new Note(services.GetRequiredService<DeskDb>(), _ =>
        {
            begun.TrySetResult();
            return never.Task;
        }))))
        {
            await ScheduleAsync(desk, 7, DateTimeOffset.UtcNow);
            await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
            await dying.CutOffAsync(TestContext.Current.CancellationToken);
            await using var living = await Node.StartAsync(desk.ConnectionString, builder => Quick(builder, services => new Note(services.GetRequiredService<DeskDb>(), _ => Task.CompletedTask)));
            await Threads.UntilAsync(async () => await LeftAsync(desk) == 0);
            Assert.Equal([7], await NotesAsync(desk));
            never.SetException(new InvalidOperationException("The test is over."));
        }

        Assert.Equal([7], await NotesAsync(desk));
    }

    [Fact]
    public async Task Work_can_be_moved_and_taken_off_and_waits_for_the_servers_clock()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            Quick(builder, services => new Note(services.GetRequiredService<DeskDb>(), _ => Task.CompletedTask));
        });
        var start = clock.GetUtcNow();
        await ScheduleAsync(desk, 1, start.AddHours(1));
        await ScheduleAsync(desk, 2, start.AddHours(1));
        await ScheduleAsync(desk, 3, start.AddHours(1));
        await ScheduleAsync(desk, 2, start.AddHours(3));
        await ScheduleAsync(desk, 3, null);
        clock.Advance(TimeSpan.FromHours(2));
        await Threads.UntilAsync(async () => await LeftAsync(desk) == 1);
        Assert.Equal([1], await NotesAsync(desk));
        clock.Advance(TimeSpan.FromHours(2));
        await Threads.UntilAsync(async () => await LeftAsync(desk) == 0);
        Assert.Equal([1, 2], (await NotesAsync(desk)).Order());
    }

    private static void Quick(WebApplicationBuilder builder, Func<IServiceProvider, IDueHandler> handler)
    {
        builder.Configuration.AddInMemoryCollection([new("Scheduling:Poll", "00:00:00.020")]);
        builder.Services.AddScoped(handler);
    }

    private static Task<int> ScheduleAsync(Desk desk, long subject, DateTimeOffset? at) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().ExecuteAsync(DueQueue.Schedule(desk.Account.Id, Kind, subject, at), TestContext.Current.CancellationToken));

    private static Task<List<long>> NotesAsync(Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
        $"select name::bigint from tags where account_id = {desk.Account.Id}", row => row.GetInt64(0), TestContext.Current.CancellationToken));

    private static Task<long> LeftAsync(Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select count(*) from due_work where account_id = {desk.Account.Id}", row => row.GetInt64(0), TestContext.Current.CancellationToken));

    /// <summary>Writes what it does into the database, as a tag, before the test has its way with it.</summary>
    private sealed class Note(DeskDb db, Func<long, Task> then) : IDueHandler
    {
        string IDueHandler.Kind => Kind;

        public async Task RunAsync(DueWork work, CancellationToken cancellationToken)
        {
            await db.ExecuteAsync($"insert into tags (account_id, name, created_at) values ({work.AccountId}, {work.SubjectId.ToString(System.Globalization.CultureInfo.InvariantCulture)}, now())", cancellationToken);
            await then(work.SubjectId);
        }
    }
}
