using System.CommandLine;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.SecondFactor;

namespace Antiphon.Cli;

/// <summary><c>antiphon user …</c>: the way back in for someone who lost the password, or the telephone with the codes.</summary>
internal static class UserCommand
{
    public static Command Describe() => new("user", "The users of an account")
    {
        new Command("password", "Gives a user a new random password and prints it, once and alone, on standard output") { DeskCommand.Domain, DeskCommand.Email }.Does(PasswordAsync),
        new Command("forget-second-factor", "Lets a user who lost telephone and recovery codes sign in with the password alone") { DeskCommand.Domain, DeskCommand.Email }.Does(ForgetAsync),
    };

    private static async Task PasswordAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var password = Passwords.NewPassword();
        (await services.GetRequiredService<SetPassword>().RunAsync(account.Id, parsed.GetRequiredValue(DeskCommand.Email), password, cancellationToken)).OrFail("There is no such user.");
        await output.WriteLineAsync(password);
    }

    private static async Task ForgetAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var email = parsed.GetRequiredValue(DeskCommand.Email);
        (await services.GetRequiredService<SetUpSecondFactor>().RemoveAsync(account.Id, email, cancellationToken)).OrFail("There is no such user.");
        await output.WriteLineAsync($"{email} signs in with the password alone.");
    }
}
