# nsupdate with TSIG key transfer.example.net.
# Save as nsupdate.sh and run: sh nsupdate.sh
# Do not paste it into a shell: its history would keep the secret.
umask 077

# The key, in a new file that only you can read.
rm -f './transfer.example.net.key'
cat > './transfer.example.net.key' <<'END'
key "transfer.example.net" {
	algorithm hmac-sha384;
	secret "CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYar0PUaP2SJrtP4HUJnjLHW";
};
END

# Adds one TXT record. To take it away again: update delete tsig-test.example.net. TXT
nsupdate -k './transfer.example.net.key' <<'END'
server 192.0.2.53
zone example.net.
update add tsig-test.example.net. 60 TXT "signed"
send
END

# Not with -y: everybody on the machine sees the secret in the list of processes, and the shell's history keeps it.
