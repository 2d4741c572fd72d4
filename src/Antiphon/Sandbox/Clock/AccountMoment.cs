using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Sandbox.Clock;

/// <summary>
/// Something that is done in a sandbox: a request, an event that is handled, work that is due. While it lasts, time and chance are those of the account, and chance
/// is the same whenever the same thing is done at the same time.
/// </summary>
internal sealed class AccountMoment(SandboxTime sandbox, string what)
{
    private static readonly AsyncLocal<AccountMoment?> Ambient = new();

    private int drawn;

    /// <summary>What is being done; null in ordinary accounts.</summary>
    public static AccountMoment? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public SandboxTime Sandbox => sandbox;

    /// <summary>Fills bytes by chance: by that of the sandbox, and where there is none by the machine's.</summary>
    public static void Fill(Span<byte> bytes)
    {
        if (Current is { } moment)
        {
            moment.Draw(bytes);
        }
        else
        {
            RandomNumberGenerator.Fill(bytes);
        }
    }

    /// <summary>A number from 0 up to 1, without it.</summary>
    public static double NextDouble()
    {
        if (Current is null)
        {
            return Random.Shared.NextDouble();
        }

        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return Chance.Number(bytes);
    }

    /// <summary>A new uuid. In a sandbox it follows from <paramref name="words"/>, which then must not be said twice, or else from what was drawn before.</summary>
    public static Guid NewUid(string? words = null)
    {
        if (Current is not { } moment)
        {
            return Guid.CreateVersion7();
        }

        Span<byte> bytes = stackalloc byte[16];
        if (words is null)
        {
            moment.Draw(bytes);
        }
        else
        {
            moment.Sandbox.Row.Draw(words, bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private void Draw(Span<byte> bytes) => sandbox.Row.Draw($"{what} {Interlocked.Increment(ref drawn)}", bytes);
}

/// <summary>Chance that is the same for the same words.</summary>
internal static class Chance
{
    /// <summary>Fills up to 32 bytes with what follows from the sandbox, its time if that stands still, and some words.</summary>
    public static void Draw(this SandboxRow row, string words, Span<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var time = row.IsFrozen ? row.ClockAt.UtcTicks : DateTimeOffset.MinValue.Ticks;
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.Seed}|{row.Epoch}|{time}|{words}")), hash);
        hash[..bytes.Length].CopyTo(bytes);
    }

    /// <summary>A number from 0 up to 1, without it.</summary>
    public static double Number(this SandboxRow row, string words)
    {
        Span<byte> bytes = stackalloc byte[8];
        row.Draw(words, bytes);
        return Number(bytes);
    }

    /// <summary>The same of eight bytes.</summary>
    public static double Number(ReadOnlySpan<byte> bytes) => (BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 11) / (double)(1UL << 53);
}
