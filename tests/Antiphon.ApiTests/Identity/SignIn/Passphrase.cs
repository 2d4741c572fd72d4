using System.Security.Cryptography;
using System.Text;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn;

/// <summary>A user with a password whose hash costs next to nothing to make.</summary>
internal static class Passphrase
{
    public const string Text = "four words in order";

    public static async Task<long> PersonAsync(this Desk desk, string email, string role = "agent", bool isActive = true) => await desk.InScopeAsync(services =>
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Text), salt, 1000, HashAlgorithmName.SHA256, 32);
        var stored = $"pbkdf2-sha256$1000${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
        return services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            insert into users (account_id, email, name, role, active, password_hash, created_at, updated_at)
            values ({desk.Account.Id}, {email}, 'Kim Vale', {role}, {isActive}, {stored}, now(), now()) returning id
            """,
            row => row.GetInt64(0),
            CancellationToken.None);
    });
}
