using System.Globalization;

namespace Antiphon.Demo.Writing;

/// <summary>A customer with the choices that shape the letters: where they live and how they write.</summary>
internal sealed record Persona(DemoCustomer Customer, LocaleContent Locale, MannerContent Manner);

internal sealed class CustomerWriter(DemoContent content, Dice dice, DateTimeOffset now)
{
    private readonly HashSet<string> taken = new([content.Shop.Brand.Whatsapp, content.Shop.Brand.Phone], StringComparer.Ordinal);
    private int next = 2107;

    public IReadOnlyList<Persona> Write()
    {
        List<Persona> personas = [.. content.Locales.SelectMany(OfLocale)];
        dice.Shuffle(personas);
        return personas;
    }

    private IEnumerable<Persona> OfLocale(LocaleContent locale)
    {
        var first = new Deck<string>(locale.First, dice);
        var last = new Deck<string>(locale.Last, dice);
        var manners = new Deck<MannerContent>(content.Languages[locale.Language].Manners, dice);
        for (var i = 0; i < locale.Count; i++)
        {
            var name = locale.Names is { } names ? names[i] : $"{first.Deal()} {last.Deal()}";
            // What nobody asked for comes with a stiff greeting.
            var manner = locale.Audience is null ? manners.Deal() : content.Languages[locale.Language].Manners[1];
            yield return new Persona(Customer(locale, name), locale, manner);
        }
    }

    private DemoCustomer Customer(LocaleContent locale, string name)
    {
        var place = dice.Pick(locale.Places);
        var street = locale.StreetFormat
            .Replace("{number}", dice.Between(1, 148).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{street}", dice.Pick(locale.Streets), StringComparison.Ordinal);
        var number = next += dice.Between(1, 23);
        var orders = (int)Math.Ceiling(dice.Around(2.2, 0.8));
        var tier = orders >= 7 ? "gold" : orders >= 4 ? "silver" : "basic";
        return new DemoCustomer(
            $"cust-{number}",
            name,
            locale.Language,
            place.Timezone,
            TimeSpan.FromHours(place.UtcOffset),
            locale.Currency,
            new DemoAddress(street, place.City, place.Postcode, locale.Country),
            [.. Channels(locale, name)],
            locale.Audience is null && dice.Chance(0.12) ? dice.Pick(content.Shop.CustomerNotes) : null,
            locale.Audience is not null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["tier"] = tier,
                ["orders"] = orders.ToString(CultureInfo.InvariantCulture),
                ["total_spent"] = (orders * dice.Between(48, 190)).ToString(CultureInfo.InvariantCulture) + ".00",
                ["currency"] = locale.Currency,
                ["city"] = place.City,
            },
            Moment.Truncate(now.AddDays(-DemoShop.WindowDays - Math.Min(700, dice.Around(120, 1)))));
    }

    private IEnumerable<DemoCustomerChannel> Channels(LocaleContent locale, string name)
    {
        var spam = locale.Audience is not null;
        var plain = Plain(name);
        var email = spam || dice.Chance(0.95);
        if (email)
        {
            yield return new("email", Unique(() => EmailAddress(locale, plain, spam)));
        }

        if (spam)
        {
            yield break;
        }

        var phone = Unique(() => Filled(locale.Phone));
        if (!email || dice.Chance(0.6))
        {
            yield return new("phone", phone);
        }

        if (dice.Chance(0.4))
        {
            yield return new("whatsapp", phone);
        }

        if (!email || dice.Chance(0.42))
        {
            yield return new("instagram-direct-message", Unique(() => Handle(locale, plain)));
        }

        if (email && dice.Chance(0.62))
        {
            yield return new("chat", $"{dice.Next():x16}");
        }
    }

    private string EmailAddress(LocaleContent locale, string[] plain, bool spam)
    {
        var domain = dice.Pick(locale.Domains);
        return spam
            ? $"{dice.Pick(["hello", "info", "contact", "team"])}@{string.Concat(plain)}.example"
            : dice.Below(6) switch
            {
                0 => $"{plain[0]}{plain[^1]}@{domain}",
                1 => $"{plain[0][0]}.{plain[^1]}@{domain}",
                2 => $"{plain[0]}{dice.Between(60, 99)}@{domain}",
                3 => $"{plain[0]}_{plain[^1]}@{domain}",
                _ => $"{plain[0]}.{plain[^1]}@{domain}",
            };
    }

    private string Handle(LocaleContent locale, string[] plain) => dice.Pick(content.Languages[locale.Language].Handles)
        .Replace("{first}", plain[0], StringComparison.Ordinal)
        .Replace("{last}", plain[^1], StringComparison.Ordinal);

    private string Filled(string pattern) => string.Concat(pattern.Select(sign => sign == '#' ? (char)('0' + dice.Below(10)) : sign));

    private string Unique(Func<string> draw)
    {
        var drawn = draw();
        for (var attempt = 0; !taken.Add(drawn); attempt++)
        {
            drawn = attempt < 50 ? draw() : drawn.Replace("@", dice.Below(10) + "@", StringComparison.Ordinal);
        }

        return drawn;
    }

    private static string[] Plain(string name)
    {
        // By hand: with an invariant culture the runtime does not take letters apart.
        var letters = name.ToLowerInvariant().Select(letter => letter switch
        {
            'ä' => "ae",
            'ö' => "oe",
            'ü' => "ue",
            'ß' => "ss",
            'é' or 'è' or 'ê' or 'ë' => "e",
            'à' or 'â' or 'å' => "a",
            'î' or 'ï' => "i",
            'ô' or 'ø' => "o",
            'ù' or 'û' => "u",
            'ç' => "c",
            ' ' => " ",
            _ => char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : "",
        });
        return string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
