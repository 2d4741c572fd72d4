namespace Antiphon.UnitTests.Conventions;

/// <summary>The sources that the running tests were built from.</summary>
internal static class Checkout
{
    public static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Antiphon.slnx")))
        {
            at = at.Parent;
        }

        return at?.FullName ?? throw new InvalidOperationException("The tests run inside a checkout.");
    }
}
