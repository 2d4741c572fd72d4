using System.Text.Json;
using Antiphon.Demo.Writing;

namespace Antiphon.Demo;

/// <summary>
/// A whole invented outdoor shop with its support history: what a new account shows when its owner asks for demo data.
/// The same seed and the same moment give the same shop, so that screenshots, tests and bug reports agree.
/// </summary>
/// <param name="Brand">Who the shop is.</param>
/// <param name="Teams">Of its desk.</param>
/// <param name="Agents">Of its desk.</param>
/// <param name="Tags">For its tickets.</param>
/// <param name="Customers">Oldest first.</param>
/// <param name="Tickets">Oldest first.</param>
/// <param name="Fields">Custom fields of tickets and customers.</param>
/// <param name="Tiers">The value of the customers' field, by external id.</param>
/// <param name="Macros">Its prepared answers.</param>
internal sealed record DemoShop(
    DemoBrand Brand,
    IReadOnlyList<DemoTeam> Teams,
    IReadOnlyList<DemoAgent> Agents,
    IReadOnlyList<DemoTag> Tags,
    IReadOnlyList<DemoCustomer> Customers,
    IReadOnlyList<DemoTicket> Tickets,
    IReadOnlyList<DemoField> Fields,
    IReadOnlyDictionary<string, string> Tiers,
    IReadOnlyList<DemoMacro> Macros)
{
    public const int WindowDays = 90;

    public static DemoShop Generate(int seed, DateTimeOffset now) =>
        new ShopWriter(DemoContent.Load(), new Dice(seed), Moment.Truncate(now.ToUniversalTime())).Write();
}

/// <summary>The names and addresses the shop writes from.</summary>
internal sealed record DemoBrand(string Name, string SupportEmail, string ReturnsEmail, string Phone, string Whatsapp, string Instagram);

internal sealed record DemoTeam(string Key, string Name, string Description, string Emoji);

internal sealed record DemoAgent(
    string Key, string Name, string Email, string Role, string Language, string Country, string Timezone, string Bio, IReadOnlyList<DemoTeam> Teams, DateTimeOffset CreatedAt)
{
    public string FirstName => Name.Split(' ')[0];
}

/// <summary>A custom field: a dropdown.</summary>
internal sealed record DemoField(
    string Key, string ObjectType, string Label, string Description, int Priority, string RequirementType, string? ManagedType, IReadOnlyList<string> Choices);

internal sealed record DemoTag(string Name, string Description, string Color);

/// <summary>A macro as the wire has it; everybody in the shop uses the same ones.</summary>
internal sealed record DemoMacro(string Name, string? Intent, string? Language, long Usage, JsonElement Actions);
