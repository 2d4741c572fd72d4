using Antiphon.Data;
using Antiphon.Files.Storing;
using Antiphon.Identity;
using Antiphon.Outgoing;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Files.Copying;

/// <summary>Makes the copies that are due, on every node, one after the other: through the door for outgoing requests, and never more bytes than an upload may have.</summary>
internal sealed partial class FileCopier : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2)];

    private readonly IServiceScopeFactory scopes;
    private readonly OutgoingHttp http;
    private readonly IFileStore store;
    private readonly FilesOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<FileCopier> logger;
    private readonly Bell bell;

    public FileCopier(IServiceScopeFactory scopes, OutgoingHttp http, IFileStore store, Announcements announcements, IOptions<FilesOptions> options, TimeProvider clock, ILogger<FileCopier> logger)
    {
        this.scopes = scopes;
        this.http = http;
        this.store = store;
        this.options = options.Value;
        this.clock = clock;
        this.logger = logger;
        bell = new Bell(clock);
        announcements.Subscribe(CopyFiles.Announcement, _ => bell.Ring());
        announcements.OnReconnect(bell.Ring);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => bell.RoundsAsync(RoundAsync, Poll, LogRoundFailed, stoppingToken);

    private async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var copies = scope.ServiceProvider.GetRequiredService<CopyFiles>();
        while (await copies.ClaimAsync(cancellationToken) is { } copy)
        {
            using var stay = clock.In(copy.AccountId, "copy of a file", copy.Id);
            await TryCopyAsync(copy, cancellationToken);
        }

        var pause = await copies.NextDueAsync(cancellationToken) - clock.GetUtcNow();
        return pause > TimeSpan.Zero && pause < Poll ? pause.Value : Poll;
    }

    private async Task TryCopyAsync(FileCopy copy, CancellationToken cancellationToken)
    {
        try
        {
            await using var own = scopes.CreateAsyncScope();
            await CopyAsync(copy, own.ServiceProvider, cancellationToken);
        }
        catch (Exception e) when (e is not NpgsqlException && !cancellationToken.IsCancellationRequested)
        {
            LogBroke(e, copy.Id, copy.AccountId);
            await using var after = scopes.CreateAsyncScope();
            // While the store is down every copy waits for it; what cannot be stored for another reason is given up some time.
            if (e is FileStoreException or IOException || copy.Attempt <= Pauses.Length)
            {
                await after.ServiceProvider.GetRequiredService<CopyFiles>().PostponeAsync(copy, Pauses[Math.Min(copy.Attempt, Pauses.Length) - 1], cancellationToken);
            }
            else
            {
                await EndAsync(copy, after.ServiceProvider, "The file could not be stored.", store: null, cancellationToken);
            }
        }
    }

    private async Task CopyAsync(FileCopy copy, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var content = new IncomingContent(store);
        var fits = true;
        var outcome = await http.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, copy.Url),
            async (body, token) => fits = await content.ReadFromAsync(body, options.MaxBytes, token),
            cancellationToken);
        var reason = outcome switch
        {
            OutgoingOutcome.Answered { Status: 200 } when !fits => $"The file is larger than {options.MaxBytes} bytes.",
            OutgoingOutcome.Answered { Status: 200 } => null,
            OutgoingOutcome.Answered answer => $"The address answered {answer.Status}.",
            OutgoingOutcome.Failed failed => failed.Message,
            _ => "The address could not be read.",
        };
        var copies = services.GetRequiredService<CopyFiles>();
        if (reason is not null && MayHelp(outcome) && copy.Attempt <= Pauses.Length)
        {
            await copies.PostponeAsync(copy, Pauses[copy.Attempt - 1], cancellationToken);
            return;
        }

        await EndAsync(
            copy,
            services,
            reason,
            async () =>
            {
                await content.CompleteAsync(cancellationToken);
                var name = FileFacts.NameOf(Uri.UnescapeDataString(new Uri(copy.Url).AbsolutePath));
                return await services.GetRequiredService<StoreFile>().RunAsync(content, copy.Type, name, TypeOf(outcome, name), Actor.System(copy.AccountId), cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Takes the copy out, and shows the file or why there is none.</summary>
    private static async Task EndAsync(FileCopy copy, IServiceProvider services, string? reason, Func<Task<StoredFile>>? store, CancellationToken cancellationToken)
    {
        var arrivals = services.GetServices<IFileArrival>().ToList();
        await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(cancellationToken);
        if (!await services.GetRequiredService<CopyFiles>().RemoveAsync(copy, cancellationToken))
        {
            return;
        }

        if (store is not null && reason is null)
        {
            var file = await store();
            foreach (var arrival in arrivals)
            {
                await arrival.ArrivedAsync(copy, file, cancellationToken);
            }
        }
        else
        {
            foreach (var arrival in arrivals)
            {
                await arrival.FailedAsync(copy, reason ?? "", cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    // What is refused, not there or too large stays so.
    private static bool MayHelp(OutgoingOutcome outcome) => outcome is OutgoingOutcome.Answered { Status: >= 500 or 429 } or OutgoingOutcome.Failed { Fault: not OutgoingFault.Refused };

    private static string TypeOf(OutgoingOutcome outcome, string name) => FileFacts.TypeOf(
        (outcome as OutgoingOutcome.Answered)?.Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value, name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not copy attachments that lie elsewhere: {Reason}")]
    private partial void LogRoundFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Copy {Id} of account {AccountId} broke")]
    private partial void LogBroke(Exception exception, long id, long accountId);
}
