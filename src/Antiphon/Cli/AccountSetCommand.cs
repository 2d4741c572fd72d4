using System.CommandLine;
using System.CommandLine.Parsing;
using Antiphon.Accounts;
using Antiphon.Http;

namespace Antiphon.Cli;

/// <summary><c>antiphon account set &lt;domain&gt; key=value…</c>, and without a pair a look at what is set.</summary>
internal static class AccountSetCommand
{
    private static readonly Argument<string[]> Pairs = new("key=value")
    {
        Description = $"Switches to change; none shows them all. Keys: {string.Join(", ", SwitchCatalog.Names)}",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Describe()
    {
        Pairs.Validators.Add(Check);
        return new Command("set", "Changes or shows what an operator may set for an account") { DeskCommand.Domain, Pairs }.Does(RunAsync);
    }

    // Before a database is opened, so that a slip of the finger costs nothing.
    private static void Check(ArgumentResult result)
    {
        var malformed = result.Tokens.Select(token => token.Value).FirstOrDefault(pair => pair.IndexOf('=', StringComparison.Ordinal) < 1);
        if (malformed is not null)
        {
            result.AddError($"{malformed} is not of the form key=value. Keys: {string.Join(", ", SwitchCatalog.Names)}.");
            return;
        }

        var errors = new FieldErrors();
        SwitchCatalog.Apply(new Switches(), result.Tokens.Select(token => Split(token.Value)), errors);
        foreach (var sentence in Outcome.Sentences(errors))
        {
            result.AddError(sentence);
        }
    }

    private static async Task RunAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var pairs = (parsed.GetValue(Pairs) ?? []).Select(Split).ToList();
        if (pairs.Count > 0)
        {
            account = (await services.GetRequiredService<SetSwitches>().RunAsync(account.Id, pairs, cancellationToken)).OrFail("The account is gone.");
        }

        foreach (var name in SwitchCatalog.Names)
        {
            await output.WriteLineAsync($"{name}={SwitchCatalog.Show(account.Switches, name)}");
        }
    }

    private static KeyValuePair<string, string> Split(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        return KeyValuePair.Create(pair[..at].Trim(), pair[(at + 1)..].Trim());
    }
}
