using Antiphon.Data;
using Antiphon.Files.Storing;
using Antiphon.Identity;
using Antiphon.Outgoing;
using Microsoft.Extensions.Options;

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
            await using var own = scopes.CreateAsyncScope();
            await CopyAsync(copy, own.ServiceProvider, cancellationToken);
        }

        var pause = await copies.NextDueAsync(cancellationToken) - clock.GetUtcNow();
        return pause > TimeSpan.Zero && pause < Poll ? pause.Value : Poll;
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

        var db = services.GetRequiredService<DeskDb>();
        var arrivals = services.GetServices<IFileArrival>().ToList();
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (!await copies.RemoveAsync(copy, cancellationToken))
        {
            return;
        }

        if (reason is null)
        {
            await content.CompleteAsync(cancellationToken);
            var name = FileFacts.NameOf(Uri.UnescapeDataString(new Uri(copy.Url).AbsolutePath));
            var file = await services.GetRequiredService<StoreFile>().RunAsync(content, copy.Type, name, TypeOf(outcome, name), Actor.System(copy.AccountId), cancellationToken);
            foreach (var arrival in arrivals)
            {
                await arrival.ArrivedAsync(copy, file, cancellationToken);
            }
        }
        else
        {
            foreach (var arrival in arrivals)
            {
                await arrival.FailedAsync(copy, reason, cancellationToken);
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
}
