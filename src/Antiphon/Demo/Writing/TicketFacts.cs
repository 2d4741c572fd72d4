using System.Globalization;

namespace Antiphon.Demo.Writing;

/// <summary>What a conversation is about: drawn once, so that every message of the thread names the same order, jacket and parcel.</summary>
internal sealed class TicketFacts
{
    private readonly Dictionary<string, string> values;
    private readonly HashSet<string> used = [];
    private readonly LanguageContent language;
    private readonly DemoCustomer customer;

    public TicketFacts(DemoContent content, TicketPlan plan, int orderNumber, Dice dice)
    {
        var (scenario, locale) = (plan.Scenario, plan.Locale);
        language = content.Languages[scenario.Language];
        customer = plan.Customer;
        var products = content.Catalogue.Products;
        var product = dice.Pick([.. products.Where(candidate => content.Fits(scenario, candidate))]);
        var other = dice.Pick([.. products.Where(candidate => candidate != product && candidate.Kind == product.Kind).DefaultIfEmpty(product)]);
        var kind = content.Catalogue.Kinds[product.Kind];
        var sizes = kind.Sizes[customer.Currency == "EUR" && scenario.Language != "en" ? "eu" : "en"];
        var size = sizes.Length < 3 ? 0 : dice.Between(1, sizes.Length - 2);
        var price = product.Price[customer.Currency];
        var otherPrice = other.Price[customer.Currency];
        var percent = dice.Pick([10, 15, 20]);
        var tracking = dice.Pick(["WM", "PX", "TR"]) + dice.Digits(9);
        var weeks = dice.Between(2, 4);
        var returnNumber = "R" + dice.Digits(5);
        var ordered = plan.At.AddDays(-dice.Between(3.0, 11.0));
        Total = price;
        Product = product.Names["en"];

        values = new(StringComparer.Ordinal)
        {
            ["first"] = customer.FirstName,
            ["last"] = customer.LastName,
            ["name"] = customer.Name,
            ["street"] = customer.Address.Street,
            ["city"] = customer.Address.City,
            ["postcode"] = customer.Address.Postcode,
            ["order"] = orderNumber.ToString(CultureInfo.InvariantCulture),
            ["order_date"] = Date(ordered),
            ["product"] = product.Names[scenario.Language],
            ["product2"] = other.Names[scenario.Language],
            ["colour"] = Colour(product.Colours[0]),
            ["colour2"] = Colour(product.Colours[^1]),
            ["size"] = sizes[size],
            ["size_up"] = sizes[Math.Min(size + 1, sizes.Length - 1)],
            ["size_down"] = sizes[Math.Max(size - 1, 0)],
            ["price"] = Money(price),
            ["price2"] = Money(otherPrice),
            ["total"] = Money(price + otherPrice),
            ["discounted"] = Money(price * (100 - percent) / 100m),
            ["saving"] = Money(price * percent / 100m),
            ["percent"] = percent.ToString(CultureInfo.InvariantCulture),
            ["postage"] = Money(customer.Currency == "USD" ? 9.95m : 4.95m),
            ["duty"] = Money(Math.Round(price * 0.13m, 2)),
            ["goodwill"] = Money(dice.Pick([10, 15, 20])),
            ["voucher"] = Money(dice.Pick([25, 50, 75, 100])),
            ["repair"] = Money(dice.Pick([18, 24, 28, 35])),
            ["code"] = dice.Pick(content.Shop.Codes),
            ["gift_code"] = $"WRM-{dice.Digits(4)}-{dice.Digits(4)}",
            ["carrier"] = dice.Pick(locale.Carriers),
            ["tracking"] = tracking,
            ["track_link"] = $"https://track.wrenmoor.example/{tracking}",
            ["return_no"] = returnNumber,
            ["return_link"] = $"https://returns.wrenmoor.example/{returnNumber.ToLowerInvariant()}",
            ["pickup_code"] = dice.Digits(6),
            ["trip"] = dice.Pick(language.Trips),
            ["relative"] = dice.Pick(language.Relatives),
            ["height"] = dice.Pick(language.Heights),
            ["chest"] = BodyMeasure.Chest(size, dice).ToString(CultureInfo.InvariantCulture),
            ["waist"] = BodyMeasure.Waist(sizes[size], dice).ToString(CultureInfo.InvariantCulture),
            ["foot"] = BodyMeasure.Foot(sizes[size], dice).ToString(CultureInfo.InvariantCulture),
            ["card"] = dice.Digits(4),
            ["days"] = dice.Between(4, 8).ToString(CultureInfo.InvariantCulture),
            ["weeks"] = weeks.ToString(CultureInfo.InvariantCulture),
            ["return_date"] = Date(plan.At.AddDays((-7 * weeks) - 1)),
            ["hour"] = dice.Between(9, 11).ToString(CultureInfo.InvariantCulture),
        };
        foreach (var type in new[] { "email", "phone" })
        {
            // A text that names an address of the customer is only for channels where there is one.
            if (customer.AddressOf(type) is { } address)
            {
                values[type] = address;
            }
        }

        foreach (var (name, word) in kind.Plural ? language.Plural : language.Singular)
        {
            values[name] = word;
        }

        string Colour(string colour) => content.Catalogue.Colours[colour][scenario.Language];
    }

    public decimal Total { get; }

    /// <summary>The product's English name, whatever the language of the thread.</summary>
    public string Product { get; }

    public bool Mentions(string slot) => used.Contains(slot);

    public string this[string slot] => values[slot];

    /// <param name="at">When the message is written: words like "today" depend on it, and keep their first meaning for the rest of the thread.</param>
    public string Lookup(string slot, DateTimeOffset at)
    {
        used.Add(slot);
        if (slot is "daypart" or "today")
        {
            return Timely(slot, at);
        }

        if (!values.TryGetValue(slot, out var value))
        {
            values[slot] = value = Timely(slot, at);
        }

        return value;
    }

    public string Date(DateTimeOffset time) => language.Date
        .Replace("{day}", time.Day.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{month}", language.Months[time.Month - 1], StringComparison.Ordinal);

    private string Timely(string slot, DateTimeOffset at)
    {
        var local = at.ToOffset(customer.UtcOffset);
        return slot switch
        {
            "daypart" => language.Dayparts[local.Hour < 12 ? 0 : local.Hour < 18 ? 1 : 2],
            "today" => Weekday(local),
            "eta" => Weekday(WorkingDay(local, 2)),
            "eta_date" => Date(WorkingDay(local, 3)),
            "later_date" => Date(WorkingDay(local, 9)),
            "promised" => Weekday(WorkingDay(local, -2)),
            "sent_date" => Date(WorkingDay(local, -4)),
            "deadline" => Weekday(WorkingDay(local, 4)),
            _ => throw new InvalidOperationException($"The demo content names an unknown slot: {slot}"),
        };
    }

    private string Weekday(DateTimeOffset time) => language.Weekdays[(int)time.DayOfWeek];

    private static DateTimeOffset WorkingDay(DateTimeOffset from, int days)
    {
        var step = Math.Sign(days);
        var day = from;
        for (var left = Math.Abs(days); left > 0; left -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1)
        {
            day = day.AddDays(step);
        }

        return day;
    }

    private string Money(decimal amount)
    {
        var digits = amount.ToString("0.00", CultureInfo.InvariantCulture);
        return language.Money[customer.Currency].Replace("{amount}", digits.Replace(".", language.Money["point"], StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
