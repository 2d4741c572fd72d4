using System.Reflection;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Identity;

/// <summary>By which door an actor came; the word that events record.</summary>
internal static class ActorKind
{
    public const string Agent = "agent";
    public const string ApiKey = "api-key";
    public const string App = "app";
    public const string Rule = "rule";
    public const string System = "system";
    public const string User = "user";
}

/// <summary>
/// Who does something: the person, the door and the cause. Every operation takes one, and every event names it.
/// </summary>
/// <param name="AccountId">The account; no statement reaches beyond it.</param>
/// <param name="UserId">The person, or null for the system.</param>
/// <param name="Role">The person's role.</param>
/// <param name="Kind">One of <see cref="ActorKind"/>.</param>
/// <param name="CredentialId">The API key, app or session that was used; the agent, for an agent.</param>
/// <param name="Context">Shared by all events that one request or message causes.</param>
internal sealed record Actor(long AccountId, long? UserId, string Role, string Kind, long? CredentialId, Guid Context)
{
    /// <summary>How many rules stand between the first cause and what this actor does; null when it brings history along, to which nothing reacts.</summary>
    public int? Chain { get; init; } = 0;

    /// <summary>The <see cref="OriginTrail"/> of a change that another service makes because it was called; null when nobody called.</summary>
    public string? Origin { get; init; }

    /// <summary>What an app's token, or an agent's grants without limits, go no further than; null for whoever acts in person.</summary>
    public ScopeSet? Scopes { get; init; }

    /// <summary>The network address that the call came from; null for whoever did not come by the network. The audit log keeps it.</summary>
    public string? From { get; init; }

    /// <summary>The app's client id, which is the <c>application_id</c> of what it makes; null for whoever is no app.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether a token's scopes include this one; whoever has no token is held by the role alone.</summary>
    public bool May(string scope) => Scopes is null || Scopes.Allows(scope);

    /// <summary>Whether a person acts, signed in or by a key of their own. Nobody else makes keys: what an app may do must not outlive the app.</summary>
    public bool IsPerson => Kind is ActorKind.ApiKey or ActorKind.User or ActorKind.System;

    public bool Can(Right right) => Roles.Allows(Role, right);

    /// <summary>The same actor, whose events belong to the past: no rule runs and no one is told.</summary>
    public Actor BringingHistory() => this with { Chain = null };

    /// <summary>The server itself, in an account.</summary>
    public static Actor System(long accountId) => new(accountId, null, Roles.Admin, ActorKind.System, null, NewContext());

    /// <summary>A rule, in the context of the event that it answers to. Nobody stands behind it, so its messages are the bot's.</summary>
    public static Actor Rule(long accountId, long ruleId, Guid context) => new(accountId, null, Roles.Admin, ActorKind.Rule, ruleId, context);

    /// <summary>An automated actor in its own name. What it may do is granted call by call (Agents); no grant goes further than what leads may do.</summary>
    public static Actor Agent(long accountId, long agentId, long userId) => new(accountId, userId, Roles.Lead, ActorKind.Agent, agentId, NewContext());

    /// <summary>A random (version 4) uuid, which is what the wire calls a context.</summary>
    public static Guid NewContext()
    {
        Span<byte> bytes = stackalloc byte[16];
        AccountMoment.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Somebody who is known and whom no credential that counts names: with a link from a mail, with a right password, or refused.</summary>
    public static Actor Person(long accountId, long? userId, string role, string? from) => new(accountId, userId, role, ActorKind.User, null, NewContext()) { From = from };

    public static ValueTask<Actor?> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        return ValueTask.FromResult(http.Items[typeof(Actor)] as Actor);
    }
}
