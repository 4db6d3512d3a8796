using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Items.Repository.Tests;

/// <summary>docs/configuration.md against the options classes: every setting, with its default and its range, which holds, and no other.</summary>
public sealed class ConfigurationPageTests
{
    private const string Page = "docs/configuration.md";
    private const string Nothing = "none";

    /// <summary>Names of the framework's own, which the page explains as well.</summary>
    private static readonly string[] Foreign = ["ConnectionStrings__", "services__", "Logging__"];

    /// <summary>Built only where Aspire's packages can be had; its page entries are held against the source alone.</summary>
    private const string AppHost = "Items.AppHost/";

    private static readonly string[] Hosts = ["Items.Api", "Items.StreamGateway", "Items.Web", "Items.Worker"];

    public static TheoryData<string> Names => [.. OptionsInSource.Settings.Where(setting => !setting.File.StartsWith(AppHost, StringComparison.Ordinal)).Select(setting => setting.Name)];

    /// <summary>Settings with a range, as the page tells it.</summary>
    public static TheoryData<string> Ranges =>
        [.. Names.Select(name => name.Data).Intersect(Rows().Where(row => row.Allowed.Contains(" to ", StringComparison.Ordinal)).Select(row => row.Name), StringComparer.Ordinal)];

    [Fact]
    public void The_page_has_every_setting_once_and_no_other() =>
        Rows().Select(row => row.Name).Order(StringComparer.Ordinal).ShouldBe(OptionsInSource.Settings.Select(setting => setting.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_tells_the_default(string name)
    {
        var (property, options) = Load(name);
        var told = Rows().Single(row => row.Name == name).Default;

        if (told == Nothing)
        {
            property.GetValue(options).ShouldBeNull();
        }
        else
        {
            TypeDescriptor.GetConverter(property.PropertyType).ConvertFromInvariantString(told).ShouldBe(property.GetValue(options));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_tells_the_range(string name)
    {
        var (property, _) = Load(name);
        var told = Rows().Single(row => row.Name == name).Allowed;

        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            told.Split(" to ").Select(limit => Number(limit, type)).ShouldBe([Number(range.Minimum, type), Number(range.Maximum, type)]);
        }
        else
        {
            told.ShouldNotContain(" to ");
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_value_just_outside_the_range_is_refused(string name)
    {
        var (property, options) = Load(name);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var lowest = Number(property.GetCustomAttribute<RangeAttribute>()!.Minimum, type);
        property.SetValue(options, type == typeof(TimeSpan) ? new TimeSpan((long)lowest - 1) : Convert.ChangeType(lowest - 1, type, CultureInfo.InvariantCulture));
        var validator = options.GetType().Assembly.GetType(options.GetType().FullName + "Validator", throwOnError: true)!;
        var result = validator.GetMethod("Validate")!.Invoke(Activator.CreateInstance(validator), [null, options]).ShouldBeOfType<ValidateOptionsResult>();
        result.FailureMessage.ShouldNotBeNull().ShouldContain(property.Name);
    }

    private static IEnumerable<(string Name, string Default, string Allowed)> Rows() =>
        from cells in MarkdownPage.Read(Page).Rows
        where cells.Length == 4 && cells[0].Contains("__", StringComparison.Ordinal)
        let name = MarkdownPage.Plain(cells[0])
        where !Foreign.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        select (name, MarkdownPage.Plain(cells[1]), MarkdownPage.Plain(cells[2]));

    /// <summary>Limits compare as numbers; times as their ticks.</summary>
    private static double Number(object limit, Type type)
    {
        var text = Convert.ToString(limit, CultureInfo.InvariantCulture)!;
        return type == typeof(TimeSpan) ? TimeSpan.Parse(text, CultureInfo.InvariantCulture).Ticks : double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static (PropertyInfo Property, object Options) Load(string name)
    {
        var setting = OptionsInSource.Settings.Single(setting => setting.Name == name);
        var project = setting.File.Split('/')[0];
        var host = Hosts.Contains(project, StringComparer.Ordinal) ? project : Hosts[0];
        var assembly = Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(Testing.Repository.HostAssembly(host))!, project + ".dll"));
        var type = assembly.GetType(setting.Class, throwOnError: true)!;
        return (type.GetProperty(setting.Property)!, Activator.CreateInstance(type, nonPublic: true)!);
    }
}
