namespace Antiphon.Demo;

/// <summary>The ids that the database gave to what was inserted.</summary>
internal sealed class DemoIds
{
    public required IReadOnlyDictionary<string, long> Integrations { get; init; }

    /// <summary>By e-mail.</summary>
    public required IReadOnlyDictionary<string, long> Agents { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, long> Teams { get; init; }

    /// <summary>By name.</summary>
    public required IReadOnlyDictionary<string, long> Tags { get; init; }

    /// <summary>By label; without those whose label the account uses itself.</summary>
    public required IReadOnlyDictionary<string, long> Fields { get; init; }

    /// <summary>By external id.</summary>
    public required IReadOnlyDictionary<string, long> Customers { get; init; }

    /// <summary>In the order of the shop's tickets.</summary>
    public IReadOnlyList<long> Tickets { get; set; } = [];

    /// <summary>In the order of the shop's tickets and their messages.</summary>
    public IReadOnlyList<long> Messages { get; set; } = [];

    public long Of(DemoAgent agent) => Agents[agent.Email];

    public long? Of(DemoMessage message) => Integrations.TryGetValue(DemoIntegration.KeyOf(message), out var id) ? id : null;
}

/// <summary>A connection that the shop's messages go through; nothing is behind it.</summary>
internal sealed record DemoIntegration(string Type, string Name, string? Address)
{
    /// <summary>Type and address tell integrations apart.</summary>
    public string Key => $"{Type} {Address}";

    public static IReadOnlyList<DemoIntegration> Of(DemoBrand brand) =>
    [
        new("email", $"{brand.Name} support", brand.SupportEmail),
        new("email", $"{brand.Name} returns", brand.ReturnsEmail),
        new("gorgias_chat", $"{brand.Name} shop", null),
        new("phone", $"{brand.Name} line", brand.Phone),
        new("sms", $"{brand.Name} text messages", brand.Phone),
        new("whatsapp", $"{brand.Name} on WhatsApp", brand.Whatsapp),
        new("facebook", brand.Instagram, brand.Instagram),
    ];

    public static string KeyOf(DemoMessage message)
    {
        var address = message.FromAgent ? message.From : message.To;
        return message.Channel switch
        {
            "email" or "contact_form" => $"email {address}",
            "chat" => "gorgias_chat ",
            "instagram-direct-message" => $"facebook {address}",
            _ => $"{message.Channel} {address}",
        };
    }
}
