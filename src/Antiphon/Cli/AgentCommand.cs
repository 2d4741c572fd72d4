using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Antiphon.Accounts;
using Antiphon.Agents;
using Antiphon.Agents.Calls;
using Antiphon.Agents.Stopping;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Cli;

/// <summary><c>antiphon agent …</c>: automated actors, above all the way to stop them from a terminal.</summary>
internal static class AgentCommand
{
    private static readonly Option<string> Name = new("--name") { Description = "How it is called; its messages bear the name", HelpName = "name", Required = true };

    private static readonly Option<string?> Description = new("--description") { Description = "What it is for", HelpName = "text" };

    private static readonly Option<FileInfo?> Policy = new("--policy") { Description = "A file of JSON with grants, budgets and quiet hours, as docs/agents.md has it (default: it may do nothing)", HelpName = "file" };

    private static readonly Argument<long> Id = new("id") { Description = "Number of the agent, as `agent list` shows it" };

    private static readonly Argument<long?> AnyId = new("id") { Description = "Number of the agent, as `agent list` shows it; without it all are meant, those that are made later too", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<int> Limit = new("--limit") { Description = "How many calls, 1 to 1000, the latest first", HelpName = "calls", DefaultValueFactory = _ => 50 };

    private static readonly Option<string?> Decision = new("--decision") { Description = $"Only calls of which this was decided: {string.Join(", ", AgentWords.Decisions)}", HelpName = "word" };

    public static Command Describe() => new("agent", "The agents of an account")
    {
        new Command("create", "Makes an agent and prints the address and the key that it calls with, once, on standard output") { DeskCommand.Domain, Name, Description, Policy }.Does(CreateAsync),
        new Command("list", "Lists agents") { DeskCommand.Domain }.Does(ListAsync),
        new Command("stop", "Stops an agent, or all of them, within a second on every node") { DeskCommand.Domain, AnyId }.Does((parsed, services, output, token) => StopAsync(isStop: true, parsed, services, output, token)),
        new Command("resume", "Lets an agent, or all of them, go on") { DeskCommand.Domain, AnyId }.Does((parsed, services, output, token) => StopAsync(isStop: false, parsed, services, output, token)),
        new Command("log", "Lists the latest calls of an agent with what was decided of each, and why") { DeskCommand.Domain, Id, Limit, Decision }.Does(LogAsync),
    };

    private static async Task CreateAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var errors = new FieldErrors();
        var policy = parsed.GetValue(Policy) is { } file ? await ReadAsync(file, errors, cancellationToken) : null;
        var request = new CreateAgentRequest(parsed.GetRequiredValue(Name), parsed.GetValue(Description), policy);
        var created = await services.GetRequiredService<CreateAgent>().RunAsync(new Input<CreateAgentRequest>(request, errors), new Origin(""), Actor.System(account.Id), cancellationToken);
        var made = created.OrFail("The account is gone.");
        await output.WriteLineAsync($"Agent      {made.Agent.Id}");
        await output.WriteLineAsync($"Address    {made.Agent.Email}");
        await output.WriteLineAsync($"API key    {made.Key}");
        await output.WriteLineAsync("The key is shown this once.");
    }

    private static async Task<AgentPolicyRequest?> ReadAsync(FileInfo file, FieldErrors errors, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file.OpenRead();
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return new WireReader(tolerant: false).Read<AgentPolicyRequest>(document.RootElement, errors.Under("policy"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandException($"{file.FullName} cannot be read as a policy: {e.Message}");
        }
    }

    private static async Task ListAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var agents = await services.GetRequiredService<ListAgents>().RunAsync(account.Id, cancellationToken);
        await Table.WriteAsync(
            output,
            ["ID", "NAME", "ADDRESS", "POLICY", "CREATED", "STATUS"],
            [
                .. agents.Select(agent => (string[])
                [
                    Number(agent.Id),
                    agent.Name,
                    agent.Email,
                    "version " + Number(agent.Policy.Version),
                    Table.Time(agent.CreatedAt),
                    agent.RevokedAt is not null ? "revoked" : agent.StoppedAt is not null ? "stopped" : "active",
                ]),
            ]);
    }

    private static async Task StopAsync(bool isStop, ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var (stop, self) = (services.GetRequiredService<StopAgents>(), Actor.System(account.Id));
        var what = isStop ? "stopped" : "running";
        if (parsed.GetValue(AnyId) is { } id)
        {
            var agent = (await stop.RunAsync(id, isStop, self, cancellationToken)).OrFail($"The account {account.Domain} has no agent {id}.");
            // One that is resumed waits while all are stopped.
            await output.WriteLineAsync($"Agent {id} ({agent.Name}) is {(agent.StoppedAt is null ? "running" : "stopped")}.");
            return;
        }

        (await stop.RunAllAsync(isStop, self, cancellationToken)).OrFail("The account is gone.");
        await output.WriteLineAsync($"The agents of {account.Domain} are {what}{(isStop ? "" : ", but for those that were stopped one by one")}.");
    }

    private static async Task LogAsync(ParseResult parsed, IServiceProvider services, TextWriter output, CancellationToken cancellationToken)
    {
        var account = await DeskCommand.AccountAsync(parsed, services, cancellationToken);
        var (id, limit, decision) = (parsed.GetValue(Id), parsed.GetValue(Limit), parsed.GetValue(Decision));
        if (limit is < 1 or > 1000 || (decision is not null && !AgentWords.Decisions.Contains(decision)))
        {
            throw new UsageException(limit is < 1 or > 1000 ? "--limit must be 1 to 1000." : $"--decision must be one of: {string.Join(", ", AgentWords.Decisions)}.");
        }

        var calls = (await services.GetRequiredService<ListAgentCalls>().RunAsync(id, decision, limit, Actor.System(account.Id), cancellationToken)).OrFail($"The account {account.Domain} has no agent {id}.");
        await Table.WriteAsync(
            output,
            ["TIME", "DECISION", "REASON", "POLICY", "STATUS", "CALL"],
            [.. calls.Select(call => (string[])[Table.Time(call.CreatedDatetime), call.Decision, call.Reason, Number(call.PolicyVersion), Number(call.Status), $"{call.Method} {call.Path}"])]);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
