using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.Publishing;
using Items.Contracts;

namespace Items.AppHost;

/// <summary>Everything that is stored lies in one directory, passwords included, or in container volumes named after it.</summary>
internal static class DataDirectory
{
    /// <summary>
    /// A password that is made at the first start and kept beside the data that know it: letters and digits, because it becomes part of
    /// connection strings and URIs. <c>Parameters__{name}</c> in the environment replaces it.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddPassword(
        this IDistributedApplicationBuilder builder, string name, ModelOptions options, string file) =>
        builder.AddParameter(name, new KeptPassword(Path.Combine(options.Data, $"{file}.password")), secret: true);

    public static string VolumeOf(this ModelOptions options, string server) =>
        $"items-{server}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Data)))[..10]}";

    /// <summary>Writes a file that only its owner reads, whole or not at all.</summary>
    public static void WritePrivately(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path + ".new");
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(path + ".new", creation))
        {
            file.Write(text);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Deletes what the servers stored, and says so.</summary>
    public static void Delete(ModelOptions options, Engine engine)
    {
        foreach (var link in ((string[])["postgres", "rabbitmq"]).Select(name => new DirectoryInfo(Path.Combine(options.Data, name))))
        {
            // As root the directory can be a link to where its server reaches it (eng/services/supervise.sh).
            FileSystemInfo?[] directories = [link.ResolveLinkTarget(returnFinalTarget: true), link];
            foreach (var directory in directories.OfType<DirectoryInfo>().Where(one => one.Exists))
            {
                Terminal.Say($"Deleting {directory.FullName}.");
                directory.Delete(recursive: directory.LinkTarget is null);
            }
        }

        if (engine.Runtime is { } runtime)
        {
            foreach (var volume in ((string[])[Servers.Postgres, ServiceNames.Messaging]).Select(options.VolumeOf))
            {
                Terminal.Say($"Deleting the volume {volume}.");
                Engine.Run(runtime, "volume", "rm", "--force", volume);
            }
        }
    }

    private sealed class KeptPassword(string path) : ParameterDefault
    {
        private static readonly GenerateParameterDefault New = new() { MinLength = 24, Special = false };

        public override string GetDefaultValue()
        {
            if (!File.Exists(path))
            {
                WritePrivately(path, New.GetDefaultValue());
            }

            return File.ReadAllText(path).Trim();
        }

        public override void WriteToManifest(ManifestPublishingContext context) => New.WriteToManifest(context);
    }
}
