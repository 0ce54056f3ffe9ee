# kdig with TSIG key transfer.example.net.
# Save as kdig.sh and run: sh kdig.sh
# Do not paste it into a shell: its history would keep the secret.
umask 077

# The key, in a new file that only you can read.
rm -f './transfer.example.net.kdig'
cat > './transfer.example.net.kdig' <<'END'
hmac-sha256:transfer.example.net:CzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYY=
END

kdig -k './transfer.example.net.kdig' @192.0.2.53 example.net AXFR

# Not like this: everybody on the machine sees the secret in the list of processes, and the shell's history keeps it.
# kdig -y 'hmac-sha256:transfer.example.net:SECRET' @192.0.2.53 example.net AXFR
