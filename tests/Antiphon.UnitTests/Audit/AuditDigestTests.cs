using System.Security.Cryptography;
using Antiphon.Audit;

namespace Antiphon.UnitTests.Audit;

[Trait("row", "E21")]
public sealed class AuditDigestTests
{
    private static readonly AuditEntry Entry = new(
        new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero), "user-updated", "User", 7, 5, "api-key", 2, new Guid("3f1a6c0e-5c1d-4d6b-9a3e-0a1c7f2f8b11"), "192.0.2.1", null,
        """{"role":"agent"}""", """{"role":"admin"}""");

    [Fact]
    public void The_form_is_the_one_that_the_documentation_promises()
    {
        // Written out here by the page and not by the code: what was exported must be checked by the same rule for ever.
        using var text = new MemoryStream();
        text.Write(new byte[32]);
        Number(1);
        Number(3);
        Number(Entry.CreatedAt.ToUnixTimeMilliseconds() * 1000);
        foreach (var field in new[] { "user-updated", "User", "7", "5", "api-key", "2", "3f1a6c0e-5c1d-4d6b-9a3e-0a1c7f2f8b11", "192.0.2.1", null, """{"role":"agent"}""", """{"role":"admin"}""" })
        {
            Field(field);
        }

        Assert.Equal(Convert.ToHexString(SHA256.HashData(text.ToArray())), Convert.ToHexString(Of(1, 3, Entry, new byte[32])));

        void Number(long number) => text.Write([.. BitConverter.GetBytes(number).Reverse()]);

        void Field(string? field)
        {
            var bytes = field is null ? [] : System.Text.Encoding.UTF8.GetBytes(field);
            text.Write([.. BitConverter.GetBytes(field is null ? -1 : bytes.Length).Reverse()]);
            text.Write(bytes);
        }
    }

    [Fact]
    public void Every_part_counts_and_none_can_move_into_its_neighbour()
    {
        AuditEntry[] others =
        [
            Entry, Entry with { CreatedAt = Entry.CreatedAt.AddMicroseconds(1) }, Entry with { Action = "user-update", ObjectType = "dUser" }, Entry with { ObjectId = null }, Entry with { UserId = 6 },
            Entry with { Actor = "app" }, Entry with { ActorId = 3 }, Entry with { Context = null }, Entry with { From = "192.0.2.2" }, Entry with { Data = "" },
            Entry with { Before = null, After = Entry.Before + Entry.After }, Entry with { Before = Entry.After, After = Entry.Before }, Entry with { ObjectId = 5, UserId = 7 },
        ];
        string[] hashes = [.. others.Select(entry => Convert.ToHexString(Of(1, 3, entry, new byte[32]))), Convert.ToHexString(Of(2, 3, Entry, new byte[32])), Convert.ToHexString(Of(1, 4, Entry, new byte[32]))];
        Assert.Distinct(hashes);
    }

    private static byte[] Of(long accountId, long number, AuditEntry entry, byte[] previous)
    {
        using var digest = new AuditDigest();
        return digest.Of(accountId, number, entry, previous);
    }
}
