using System.CommandLine;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon user password</c>: the way back in for someone whose password was shown once and lost.</summary>
internal static class UserCommand
{
    public static Command Describe() => new("user", "The users of an account")
    {
        new Command("password", "Gives a user a new random password and prints it, once and alone, on standard output") { DeskCommand.Domain, DeskCommand.Email }.Does(PasswordAsync),
    };

    private static async Task PasswordAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var password = Passwords.NewPassword();
        (await services.GetRequiredService<SetPassword>().RunAsync(account.Id, parsed.GetRequiredValue(DeskCommand.Email), password, cancellationToken)).OrFail("There is no such user.");
        await output.WriteLineAsync(password);
    }
}
