using System.CommandLine;
using Antiphon.Secrets;

namespace Antiphon.Cli;

/// <summary><c>antiphon secrets …</c>: what the database keeps without knowing it.</summary>
internal static class SecretsCommand
{
    public static Command Describe() => new("secrets", "What the database keeps encrypted")
    {
        new Command("rekey", "Encrypts the keys of all accounts with the master key of today, beside running servers; after an interruption it goes on where it was") { }.Does(RekeyAsync),
    };

    private static async Task RekeyAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<MasterKey>().Id is not { } id)
        {
            throw new CommandException($"There is no master key: set {SecretOptions.Section}:{nameof(SecretOptions.Key)} or {SecretOptions.Section}:{nameof(SecretOptions.KeyFile)}.");
        }

        var count = await services.GetRequiredService<SealKeysAnew>().RunAsync(cancellationToken);
        await output.WriteLineAsync(count == 0 ? $"All keys are encrypted with the master key {id} already." : $"Encrypted {count} keys anew; all are encrypted with the master key {id}.");
    }
}
