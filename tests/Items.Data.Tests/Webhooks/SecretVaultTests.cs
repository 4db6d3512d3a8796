using System.Security.Cryptography;
using Items.Data.Webhooks;
using Items.Testing.Systems;

namespace Items.Data.Tests.Webhooks;

public sealed class SecretVaultTests
{
    private static readonly Guid Webhook = Guid.CreateVersion7();

    [Fact]
    public async Task Processes_over_one_database_read_each_other_s_secrets_also_when_all_start_before_there_is_one()
    {
        var database = await ItemsSystem.CreateMigratedDatabaseAsync();
        TestVault[] processes = [await TestVault.StartAsync(database), await TestVault.StartAsync(database), await TestVault.StartAsync(database)];
        try
        {
            var key = SecretVault.CreateKey();
            key.Length.ShouldBe(32);
            var written = processes.Select(process => process.Vault.Protect(Webhook, key)).ToList();

            foreach (var process in processes)
            {
                written.ShouldAllBe(ciphertext => process.Vault.Unprotect(Webhook, ciphertext).SequenceEqual(key));
            }

            (await Raw.ReadAsync<long>(database, "SELECT count(*) FROM data_protection_keys")).ShouldBe(1, "the migration made the one that all use");
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_secret_is_not_in_what_is_stored_and_no_two_ciphertexts_are_alike()
    {
        await using var process = await TestVault.StartAsync();
        var key = SecretVault.CreateKey();
        var (first, second) = (process.Vault.Protect(Webhook, key), process.Vault.Protect(Webhook, key));

        first.AsSpan().IndexOf(key).ShouldBe(-1);
        first.ShouldNotBe(second);
        SecretVault.CreateKey().ShouldNotBe(key);
    }

    [Fact]
    public async Task The_ciphertext_of_another_webhook_is_refused()
    {
        await using var process = await TestVault.StartAsync();
        var ciphertext = process.Vault.Protect(Webhook, SecretVault.CreateKey());

        Should.Throw<CryptographicException>(() => process.Vault.Unprotect(Guid.CreateVersion7(), ciphertext));
    }

    [Fact]
    public async Task A_ciphertext_with_any_byte_changed_cut_off_or_added_is_refused()
    {
        await using var process = await TestVault.StartAsync();
        var ciphertext = process.Vault.Protect(Webhook, SecretVault.CreateKey());
        for (var i = 0; i < ciphertext.Length; i++)
        {
            var tampered = ciphertext.ToArray();
            tampered[i] ^= 1;
            Should.Throw<CryptographicException>(() => process.Vault.Unprotect(Webhook, tampered), $"byte {i}");
        }

        Should.Throw<CryptographicException>(() => process.Vault.Unprotect(Webhook, ciphertext[..^1]));
        Should.Throw<CryptographicException>(() => process.Vault.Unprotect(Webhook, [.. ciphertext, 0]));
        Should.Throw<CryptographicException>(() => process.Vault.Unprotect(Webhook, []));
    }

    [Fact]
    public async Task Without_the_key_of_its_ring_a_secret_is_lost()
    {
        await using var process = await TestVault.StartAsync();
        var ciphertext = process.Vault.Protect(Webhook, SecretVault.CreateKey());
        await Raw.ExecuteAsync(process.Database, "DELETE FROM data_protection_keys");
        await using var restored = await TestVault.StartAsync(process.Database);

        Should.Throw<CryptographicException>(() => restored.Vault.Unprotect(Webhook, ciphertext));
    }
}
