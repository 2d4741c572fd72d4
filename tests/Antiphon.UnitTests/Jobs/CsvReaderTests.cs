using Antiphon.Jobs.Kinds;

namespace Antiphon.UnitTests.Jobs;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\r\n1,2\r\n", "a|b;1|2")]
    [InlineData("a,b\n1,2", "a|b;1|2")]
    [InlineData("\"a,\"\"b\"\"\r\nc\",d", "a,\"b\"\r\nc|d")]
    [InlineData("a,,\r\n\r\n,x", "a||;|x")]
    [InlineData("\"'=1+1\",'plain'", "=1+1|'plain'")]
    [InlineData("5\" pipe,x", "5\" pipe|x")]
    [InlineData("\"never closed", "never closed")]
    [InlineData("", "")]
    public void Rows_and_cells_are_read(string text, string rows) => Assert.Equal(rows, string.Join(';', CsvReader.Read(text).Select(row => string.Join('|', row))));
}
