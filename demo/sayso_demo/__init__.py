"""A small publication group, its invented third parties, and Sayso in front of them.

Everything here is fiction and runs on one port of this machine, told apart by
the Host header: two publications, six trackers with one misbehaving seventh, a
page that shows what the trackers received, and a start page.
"""
