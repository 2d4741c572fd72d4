using System.Net.Sockets;
using Antiphon.Data;
using Antiphon.Data.Embedded;
using Antiphon.Secrets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Cli;

/// <summary>Turns the failures that an operator can mend into one sentence. What it does not know is a bug and keeps its stack trace.</summary>
internal static class Complaint
{
    // PostgreSQL's error classes (appendix A of its manual) in which the server, the database or the rights are at fault, and not a statement.
    private static readonly string[] OfTheServer = ["08", "28", "3D", "53", "57", "58"];

    public static string? Explain(Exception failure) => failure switch
    {
        CommandException or UsageException or EmbeddedPostgresException or MigrationException or SecretException => failure.Message,
        OperationCanceledException => "Stopped before it was done.",
        _ when OfConfiguration(failure) is { } sentences => $"The configuration cannot be used: {string.Join(" ", sentences)}",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => $"PostgreSQL does not allow it: {refused.MessageText}.",
        PostgresException refused when Array.Exists(OfTheServer, refused.SqlState.StartsWith) => $"PostgreSQL refuses: {refused.MessageText}.",
        PostgresException => null,
        NpgsqlException unreachable => $"PostgreSQL cannot be reached: {Innermost(unreachable)}. Is ConnectionStrings:Desk right, and is the server running?",
        IOException { InnerException: AddressInUseException } taken => taken.Message.TrimEnd('.') + "; choose another with --port or --urls.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "This account may not listen on that port; choose one above 1023 with --port or --urls.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "The address to listen on is not one of this machine; choose another with --urls.",
        _ => null,
    };

    /// <summary>What is wrong with the configuration, where that is why a host does not start. Several sections that cannot be used come as one failure.</summary>
    private static IReadOnlyList<string>? OfConfiguration(Exception failure) => failure switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [failure.Message],
        AggregateException several when several.InnerExceptions.Select(OfConfiguration).ToList() is var each && each.TrueForAll(one => one is not null) => [.. each.SelectMany(one => one!)],
        _ => null,
    };

    private static string Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure.Message.TrimEnd('.');
    }
}
