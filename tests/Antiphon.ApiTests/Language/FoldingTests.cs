using System.Text;
using Antiphon.ApiTests.Furniture;
using Antiphon.Language;
using Npgsql;

namespace Antiphon.ApiTests.Language;

/// <summary>What a filter finds whatever its case is the same in SQL and in memory.</summary>
public sealed class FoldingTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B29")]
    public async Task Every_code_point_folds_in_the_database_as_in_memory()
    {
        var all = new StringBuilder();
        for (var point = 1; point <= 0x10FFFF; point++)
        {
            if (Rune.IsValid(point))
            {
                all.Append(new Rune(point).ToString());
            }
        }

        Assert.Equal(Folding.Fold(all.ToString()), await FoldedAsync(all.ToString()));
    }

    [Theory]
    [InlineData("ΟΔΟΣ ΟΔΟΣ")]
    [InlineData("İSTANBUL Istanbul ıI")]
    [InlineData("STRASSE straße ẞ")]
    [InlineData("ǅ ﬁ 𐐀 Ω K Å é É")]
    [Trait("row", "B29")]
    public async Task Neighbours_change_nothing(string text) => Assert.Equal(Folding.Fold(text), await FoldedAsync(text));

    private async Task<string?> FoldedAsync(string text)
    {
        await using var source = NpgsqlDataSource.Create(desk.ConnectionString);
        await using var command = source.CreateCommand("select lower($1 collate \"pg_c_utf8\")");
        command.Parameters.AddWithValue(text);
        return (string?)await command.ExecuteScalarAsync();
    }
}
