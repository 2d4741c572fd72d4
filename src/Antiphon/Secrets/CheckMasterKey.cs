namespace Antiphon.Secrets;

/// <summary>Lets a server with the wrong master key, or without the one that is needed, not begin.</summary>
internal sealed class CheckMasterKey(SecretKeys keys) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => keys.CheckAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
