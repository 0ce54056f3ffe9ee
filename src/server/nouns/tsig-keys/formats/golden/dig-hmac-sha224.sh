# dig with TSIG key transfer.example.net.
# Save as dig.sh and run: sh dig.sh
# Do not paste it into a shell: its history would keep the secret.
umask 077

# The key, in a new file that only you can read.
rm -f './transfer.example.net.key'
cat > './transfer.example.net.key' <<'END'
key "transfer.example.net" {
	algorithm hmac-sha224;
	secret "CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8g==";
};
END

dig -k './transfer.example.net.key' @192.0.2.53 example.net AXFR

# Not like this: everybody on the machine sees the secret in the list of processes, and the shell's history keeps it.
# dig -y 'hmac-sha224:transfer.example.net:SECRET' @192.0.2.53 example.net AXFR
