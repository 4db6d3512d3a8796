using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Items.Data.Webhooks;

/// <summary>The table <c>data_protection_keys</c> for Data Protection. Asked through EF Core, its few rows cost every start of a process the building of the whole model.</summary>
internal sealed class KeyTable(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand("SELECT xml FROM data_protection_keys WHERE xml IS NOT NULL ORDER BY id");
        using var rows = command.ExecuteReader();
        var keys = new List<XElement>();
        while (rows.Read())
        {
            keys.Add(XElement.Parse(rows.GetString(0)));
        }

        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand("INSERT INTO data_protection_keys (friendly_name, xml) VALUES ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = friendlyName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
